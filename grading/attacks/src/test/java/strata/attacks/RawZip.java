package strata.attacks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Writes zips that no honest program writes (APPNOTE.TXT 4.3): any names, links, bombs. */
final class RawZip {
    private static final int FILE_MODE = 0x81A4;
    private static final int LINK_MODE = 0xA1FF;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private int count;

    RawZip file(String name, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        return add(name, content, new Packing(STORED, content.length, crc(content)), FILE_MODE);
    }

    RawZip link(String name, String target) {
        byte[] content = target.getBytes(StandardCharsets.UTF_8);
        return add(name, content, new Packing(STORED, content.length, crc(content)), LINK_MODE);
    }

    /** A file of so many blanks, packed. */
    RawZip packed(String name, int bytes) throws IOException {
        byte[] blanks = " ".repeat(bytes).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            out.write(blanks);
        } finally {
            deflater.end();
        }
        Packing packing = new Packing(DEFLATED, bytes, crc(blanks));
        return add(name, packed.toByteArray(), packing, FILE_MODE);
    }

    private record Packing(int method, int plainBytes, int crc) {}

    private static int crc(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return (int) crc.getValue();
    }

    private RawZip add(String name, byte[] content, Packing packing, int mode) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        int position = data.size();
        ByteBuffer local = buffer(30).putInt(0x04034b50).putShort((short) 20).putShort((short) 0);
        local.putShort((short) packing.method()).putInt(0).putInt(packing.crc());
        local.putInt(content.length).putInt(packing.plainBytes());
        local.putShort((short) nameBytes.length).putShort((short) 0);
        data.writeBytes(bytesOf(local));
        data.writeBytes(nameBytes);
        data.writeBytes(content);
        ByteBuffer central = buffer(46).putInt(0x02014b50).putShort((short) 0x031E);
        central.putShort((short) 20).putShort((short) 0).putShort((short) packing.method());
        central.putInt(0).putInt(packing.crc()).putInt(content.length);
        central.putInt(packing.plainBytes()).putShort((short) nameBytes.length);
        central.putShort((short) 0).putShort((short) 0).putShort((short) 0).putShort((short) 0);
        central.putInt(mode << 16).putInt(position);
        directory.writeBytes(bytesOf(central));
        directory.writeBytes(nameBytes);
        count++;
        return this;
    }

    Path write(Path file) throws IOException {
        ByteBuffer end = buffer(22).putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
        end.putShort((short) count).putShort((short) count).putInt(directory.size());
        end.putInt(data.size()).putShort((short) 0);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        data.writeTo(all);
        directory.writeTo(all);
        all.writeBytes(bytesOf(end));
        return Files.write(file, all.toByteArray());
    }

    private static byte[] bytesOf(ByteBuffer full) {
        byte[] bytes = new byte[full.capacity()];
        full.get(0, bytes);
        return bytes;
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
