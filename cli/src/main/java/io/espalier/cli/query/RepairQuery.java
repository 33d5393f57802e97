package io.espalier.cli.query;

import io.espalier.cli.answer.FsckAnswer;
import io.espalier.cli.repair.DataCopies;
import io.espalier.cli.repair.RunFiles;
import io.espalier.store.Stores;
import java.util.function.Consumer;

/** {@code fsck --repair}: as {@link FsckQuery}, and puts right what can be. It writes. */
public final class RepairQuery {
  /** The query. */
  public static final Query<FsckAnswer> QUERY = watched(bytes -> {});

  private RepairQuery() {}

  /**
   * The query with somebody watching.
   *
   * @param progress gets the bytes read so far, where this process reads them
   */
  public static Query<FsckAnswer> watched(Consumer<Long> progress) {
    return new Query<>("repair", FsckAnswer.class, (view, parameters) -> repaired(view, progress));
  }

  private static FsckAnswer repaired(View view, Consumer<Long> progress) {
    DataCopies data = new DataCopies(view.home());
    try (RunFiles runs = new RunFiles(view.home(), view.store())) {
      return FsckQuery.answer(
          Stores.repair(
              view.store(), damaged -> data.find(damaged).or(() -> runs.find(damaged)), progress));
    }
  }
}
