package io.espalier.cli.query;

import io.espalier.cli.answer.FsckAnswer;
import io.espalier.store.Stores;
import io.espalier.store.check.FsckReport;

/** {@code fsck}: whether every file is what its row says. */
public final class FsckQuery {
  /** The query; it reads every byte, so it takes its time. */
  public static final Query<FsckAnswer> QUERY =
      new Query<>(
          "fsck",
          FsckAnswer.class,
          (view, parameters) -> answer(Stores.fsck(view.store(), bytes -> {})));

  private FsckQuery() {}

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
