package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import org.junit.jupiter.api.Test;

class H2FsckTest extends FsckContract {
  H2FsckTest() {
    super(new H2Place());
  }

  @Test
  void aStoreThatCanOnlyBeReadIsCheckedAndNothingIsMarked() {
    changed = true;
    store.close();
    try (Store reader = Stores.readOnly(folder)) {
      assertThat(Stores.fsck(reader, bytes -> {}).notes())
          .containsExactly("nothing was marked: the store could only be opened for reading");
    }
  }
}
