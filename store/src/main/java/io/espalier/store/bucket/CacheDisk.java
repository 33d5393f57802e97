package io.espalier.store.bucket;

import io.espalier.store.artifact.Disk;
import java.io.OutputStream;
import java.nio.file.Path;

/** A disk for what lies in a bucket as well: nothing on it has to outlive a power cut. */
final class CacheDisk extends Disk {
  @Override
  protected void force(OutputStream out) {}

  @Override
  public void forceFolder(Path folder) {}
}
