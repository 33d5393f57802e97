package io.espalier.cli.session;

import io.espalier.store.artifact.Disk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A disk on which the tasks of a run find no room for their outputs until there is some again. */
final class FullDisk extends Disk {
  private volatile boolean full = true;

  void makeRoom() {
    full = false;
  }

  @Override
  protected OutputStream create(Path file) throws IOException {
    // Temporal names its threads so; the plan and the configuration find their room.
    if (full && Thread.currentThread().getName().startsWith("Activity Executor")) {
      throw new IOException("No space left on device");
    }
    return super.create(file);
  }
}
