package io.espalier.store.sql;

import io.espalier.store.Store;
import io.espalier.store.artifact.Disk;
import java.nio.file.Path;

/** Where a contract test keeps its store: a fresh one each test, opened as often as it likes. */
interface Place {
  /** Opens the store; on H2 the one before must be closed. */
  Store open(Path folder, Disk disk);

  /** Whether several stores may be open at once, with leases that the clock ends. */
  boolean shared();

  /** Whether artifacts are files in the folder, rather than objects of a bucket. */
  default boolean filed() {
    return true;
  }

  /** Below it lie the stored bytes. */
  default Path objects(Path folder) {
    return folder.resolve("objects/sha256");
  }

  /**
   * The file with the stored bytes of a digest, there or not, for tests that damage them or look
   * whether they are gone; nothing keeps a copy of them from now on.
   */
  default Path file(Path folder, String sha256) {
    return objects(folder).resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  /** The file with the bytes of a digest that were set aside, there or not. */
  default Path aside(Path folder, String sha256) {
    return folder.resolve("damaged").resolve(sha256);
  }

  /** Where files are while they are written. */
  default Path unfinished(Path folder) {
    return folder.resolve("tmp");
  }
}
