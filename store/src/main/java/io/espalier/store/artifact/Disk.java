package io.espalier.store.artifact;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The operations by which bytes become durable, and go. Tests put a disk that fails in its place.
 *
 * <p>Streams are {@code java.io}'s: those of {@code java.nio} close themselves when their thread is
 * interrupted.
 */
public class Disk {
  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  /** A new file, not forced. */
  protected OutputStream create(Path file) throws IOException {
    return new FileOutputStream(file.toFile());
  }

  /** Forces the bytes of an open file of {@link #create}. */
  protected void force(OutputStream out) throws IOException {
    ((FileOutputStream) out).getFD().sync();
  }

  /** Renames within one file system, replacing what is there. */
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Deletes a file. */
  protected void delete(Path file) throws IOException {
    Files.delete(file);
  }

  /** Makes renames and new names in a folder durable; Windows does so by itself. */
  public void forceFolder(Path folder) throws IOException {
    if (WINDOWS) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Writes all of it at a place in an open file, not forced. */
  public void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** Forces the bytes of an open file. */
  public void force(FileChannel channel) throws IOException {
    channel.force(false);
  }
}
