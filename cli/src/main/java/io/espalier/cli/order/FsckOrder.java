package io.espalier.cli.order;

import io.espalier.service.answer.FsckAnswer;
import io.espalier.store.check.FsckReport;
import io.espalier.store.open.Stores;
import java.util.function.Consumer;

/** {@code fsck}: whether every file is what its row says; damaged artifacts are marked so. */
public final class FsckOrder {
  /** The order; it reads every byte, so it takes its time. */
  public static final Order<FsckAnswer> ORDER = watched(bytes -> {});

  private FsckOrder() {}

  /**
   * The order with a display of its progress.
   *
   * @param progress gets the bytes read so far, where this process reads them
   */
  public static Order<FsckAnswer> watched(Consumer<Long> progress) {
    return new Order<>(
        "fsck", FsckAnswer.class, (home, store) -> answer(Stores.fsck(store, progress)));
  }

  /** The answer that a report makes. */
  static FsckAnswer answer(FsckReport report) {
    return new FsckAnswer(
        report.problems().isEmpty(),
        report.artifacts(),
        report.bytes(),
        report.problems(),
        report.notes());
  }
}
