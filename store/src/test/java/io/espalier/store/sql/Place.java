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
}
