package io.espalier.store.run;

import io.espalier.state.RunState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Experiments and their runs. */
public interface Runs {
  /** Creates the run in state {@code queued} with all of its tasks in state {@code none}. */
  RunRecord create(NewRun run);

  /** The run with this public id, or with the only id that begins so. */
  Optional<RunRecord> find(String runId);

  /** The run created last. */
  Optional<RunRecord> latest();

  /** All runs, latest first. */
  List<RunRecord> list();

  /**
   * Some runs, latest first.
   *
   * @param after id of the run after which they begin, null for the latest
   * @param limit how many at most
   * @throws IllegalArgumentException when there is no such run
   */
  List<RunRecord> list(@Nullable String after, int limit);

  /**
   * Sets state and reason ({@code interrupted}, {@code cancelled}, a failure); sets ended_at for
   * success and failed, clears it otherwise.
   */
  void update(String runId, RunState state, @Nullable String reason);

  /**
   * Says of a run that has not ended that nothing walks it: it is {@code running}, {@code
   * interrupted}. One that is to be cancelled keeps that reason.
   *
   * @return whether this call said so, and no earlier one
   */
  boolean interrupted(String runId);
}
