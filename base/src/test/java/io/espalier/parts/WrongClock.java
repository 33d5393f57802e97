package io.espalier.parts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;

/**
 * The clock of the day of some processes, wrong by as much as the test says, at once: a library
 * that stands between them and libc. What they measure durations with is right.
 */
public final class WrongClock {
  private final Path library;
  private final Path file;

  /**
   * Makes one that is right so far; skips the test where there is no C compiler, or fails it where
   * the real parts are required.
   *
   * @param folder for the library and how wrong it is
   */
  public WrongClock(Path folder) {
    library = folder.resolve("wrong-clock.so");
    file = folder.resolve("wrong-clock");
    try {
      Path source = folder.resolve("wrong-clock.c");
      try (InputStream in = WrongClock.class.getResourceAsStream("wrong-clock.c")) {
        Files.copy(Objects.requireNonNull(in), source);
      }
      compile(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    is(Duration.ZERO);
  }

  private void compile(Path source) {
    try {
      Command.run("cc", "-O1", "-shared", "-fPIC", "-o", library + "", source + "", "-ldl");
    } catch (IllegalStateException e) {
      RealParts.need(null, "no wrong clock: " + e.getMessage() + " (expected: cc of gcc on Linux)");
    }
  }

  /** It is so far ahead of the right time from now on. */
  public void is(Duration ahead) {
    ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    seconds.putLong(0, ahead.toSeconds());
    // In place: processes look at this very file.
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.write(seconds, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What stands before a command that is to have it. */
  public String[] before() {
    return new String[] {"env", "LD_PRELOAD=" + library, "WRONG_CLOCK=" + file};
  }
}
