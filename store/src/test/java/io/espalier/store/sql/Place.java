package io.espalier.store.sql;

import io.espalier.store.Store;
import java.nio.file.Path;

/** Where a contract test keeps its store: a fresh one each test, opened as often as it likes. */
interface Place {
  /** Opens the store; on H2 the one before must be closed. */
  Store open(Path folder);

  /** Whether several stores may be open at once. */
  boolean shared();

  /** Forgets the store. */
  void forget();
}
