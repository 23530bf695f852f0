/**
 * The real world of a node: one event loop, sockets, disk and configuration.
 *
 * <p>Read {@link strata.node.NodeServer} first, then the package-private {@code NodeLoop}, which is
 * the {@link strata.kernel.NodeContext}.
 *
 * <ul>
 *   <li>From bytes to requests and back: {@code Connection}, {@code FrameAssembler}, {@code
 *       Landing}, {@code FrameMemory}, {@code ReplyWriter}, {@code SliceRegion}.
 *   <li>Other nodes, and itself: {@code PeerConnections}, {@code PeerConnection}, {@code
 *       PeerDialer}, {@code OwnLine}.
 *   <li>The disk: {@code DiskStorage}, {@code DiskFile}, {@code DiskSlice}, {@code Inode}, {@code
 *       Descriptors}, {@code SyncRounds}, {@code SyncThread}, {@code DirectoryLock}, {@code
 *       MetaProperties}.
 *   <li>Configuration: {@link strata.node.NodeConfig}, {@link strata.node.ServerProperties}.
 * </ul>
 *
 * <p>Invariants: everything but flushes of files happens on the node's one event loop, without
 * locks; nothing is allocated because a client claims a size; no bytes of a file are copied on
 * their way to a client, but for very small pieces.
 */
package strata.node;
