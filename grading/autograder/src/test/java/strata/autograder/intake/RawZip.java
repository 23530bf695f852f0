package strata.autograder.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** Writes zips that no honest program writes: any names, links, duplicates. */
final class RawZip {
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private int count;

    RawZip file(String name, String text) {
        return add(name, text.getBytes(StandardCharsets.UTF_8), 0x81A4);
    }

    RawZip bytes(String name, byte[] content) {
        return add(name, content, 0x81A4);
    }

    RawZip link(String name, String target) {
        return add(name, target.getBytes(StandardCharsets.UTF_8), 0xA1FF);
    }

    RawZip pipe(String name) {
        return add(name, new byte[0], 0x11A4);
    }

    private RawZip add(String name, byte[] content, int mode) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(content);
        int position = data.size();
        ByteBuffer local = buffer(30).putInt(0x04034b50).putShort((short) 20);
        local.putShort((short) 0).putShort((short) 0).putInt(0).putInt((int) crc.getValue());
        local.putInt(content.length).putInt(content.length);
        local.putShort((short) nameBytes.length).putShort((short) 0);
        data.writeBytes(bytesOf(local));
        data.writeBytes(nameBytes);
        data.writeBytes(content);
        ByteBuffer central = buffer(46).putInt(0x02014b50).putShort((short) 0x031E);
        central.putShort((short) 20).putShort((short) 0).putShort((short) 0).putInt(0);
        central.putInt((int) crc.getValue()).putInt(content.length).putInt(content.length);
        central.putShort((short) nameBytes.length).putShort((short) 0).putShort((short) 0);
        central.putShort((short) 0).putShort((short) 0).putInt(mode << 16).putInt(position);
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
