package io.espalier.store.sql;

import io.espalier.store.artifact.Disk;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk that is full from its Nth operation on, until there is room again. */
public final class FailingDisk extends Disk {
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

  /** Fails after so many more operations. */
  public void failAfter(int operations) {
    left.set(operations);
  }

  public void work() {
    left.set(Integer.MAX_VALUE);
  }

  private void use() throws IOException {
    if (left.getAndDecrement() <= 0) {
      throw new IOException("No space left on device");
    }
  }

  @Override
  protected OutputStream create(Path file) throws IOException {
    use();
    return new Unforced(super.create(file));
  }

  @Override
  protected void force(OutputStream out) throws IOException {
    use();
    super.force(((Unforced) out).file());
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    use();
    super.move(from, to);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    use();
    super.forceFolder(folder);
  }

  @Override
  public void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
    use();
    super.write(channel, bytes, position);
  }

  @Override
  public void force(FileChannel channel) throws IOException {
    use();
    super.force(channel);
  }

  private final class Unforced extends FilterOutputStream {
    Unforced(OutputStream out) {
      super(out);
    }

    OutputStream file() {
      return out;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      use();
      out.write(bytes, offset, length);
    }
  }
}
