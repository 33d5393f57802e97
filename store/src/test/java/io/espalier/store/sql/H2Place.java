package io.espalier.store.sql;

import io.espalier.store.Store;
import io.espalier.store.Stores;
import java.nio.file.Path;

/** A file in the test's folder. */
final class H2Place implements Place {
  @Override
  public Store open(Path folder) {
    return Stores.own(folder, "test");
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public void forget() {}
}
