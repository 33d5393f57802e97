package io.espalier.cli.order;

import io.espalier.cli.repair.DataCopies;
import io.espalier.cli.repair.RunFiles;
import io.espalier.service.answer.FsckAnswer;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import java.nio.file.Path;
import java.util.function.Consumer;

/** {@code fsck --repair}: as {@link FsckOrder}, and puts right what can be. */
public final class RepairOrder {
  /** The order. */
  public static final Order<FsckAnswer> ORDER = watched(bytes -> {});

  private RepairOrder() {}

  /**
   * The order with a display of its progress.
   *
   * @param progress gets the bytes read so far, where this process reads them
   */
  public static Order<FsckAnswer> watched(Consumer<Long> progress) {
    return new Order<>(
        "repair", FsckAnswer.class, (home, store) -> repaired(home, store, progress));
  }

  private static FsckAnswer repaired(Path home, Store store, Consumer<Long> progress) {
    DataCopies data = new DataCopies(home);
    try (RunFiles runs = new RunFiles(home, store)) {
      return FsckOrder.answer(
          Stores.repair(
              store, damaged -> data.find(damaged).or(() -> runs.find(damaged)), progress));
    }
  }
}
