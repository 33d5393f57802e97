package io.espalier.parts;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk of one test with little room, which it fills and empties: a tmpfs, unmounted when it is
 * closed. What a killed test has left is unmounted by the next.
 */
public final class SmallDisk implements AutoCloseable {
  private static final String MARK = "espalier-small-disk-";
  private static final int BLOCK = 1 << 12;

  private final Path folder;
  private final Path ballast;

  private SmallDisk(Path folder) {
    this.folder = folder;
    ballast = folder.resolve("ballast");
  }

  /**
   * Mounts one; skips the test where that is not allowed, or fails it where the real parts are
   * required.
   *
   * @param folder where; there already
   */
  public static SmallDisk mount(Path folder, int mebibytes) {
    try {
      unmountLeftOvers();
      Command.run(
          "mount",
          "-t",
          "tmpfs",
          "-o",
          "size=" + mebibytes + "m",
          MARK + ProcessHandle.current().pid(),
          folder.toString());
      return new SmallDisk(folder);
    } catch (IllegalStateException e) {
      return RealParts.need(
          null, "no disk of a test's own: " + e.getMessage() + " (expected: root)");
    }
  }

  private static void unmountLeftOvers() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
        List<String> words = List.of(line.split(" "));
        if (words.get(0).startsWith(MARK)
            && ProcessHandle.of(Long.parseLong(words.get(0).substring(MARK.length()))).isEmpty()) {
          Command.run("umount", "--lazy", words.get(1));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** Takes all the room that is left. */
  public void fill() {
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(new byte[BLOCK]);
      }
    } catch (IOException full) {
      if (folder.toFile().getUsableSpace() > 0) {
        throw new UncheckedIOException(full);
      }
    }
  }

  /** Gives it back. */
  public void makeRoom() {
    try {
      Files.delete(ballast);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Command.run("umount", "--lazy", folder.toString());
  }
}
