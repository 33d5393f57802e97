package io.espalier.cli.query;

import io.espalier.cli.answer.FsckAnswer;
import io.espalier.store.Stores;
import io.espalier.store.check.FsckReport;
import java.util.function.Consumer;

/** {@code fsck}: whether every file is what its row says. */
public final class FsckQuery {
  /** The query; it reads every byte, so it takes its time. */
  public static final Query<FsckAnswer> QUERY = watched(bytes -> {});

  private FsckQuery() {}

  /**
   * The query with somebody watching.
   *
   * @param progress gets the bytes read so far, where this process reads them
   */
  public static Query<FsckAnswer> watched(Consumer<Long> progress) {
    return new Query<>(
        "fsck",
        FsckAnswer.class,
        (view, parameters) -> answer(Stores.fsck(view.store(), progress)));
  }

  /** The answer that a report makes. */
  public static FsckAnswer answer(FsckReport report) {
    return new FsckAnswer(
        report.problems().isEmpty(),
        report.artifacts(),
        report.bytes(),
        report.problems(),
        report.notes());
  }
}
