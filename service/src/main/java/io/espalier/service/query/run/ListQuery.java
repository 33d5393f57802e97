package io.espalier.service.query.run;

import io.espalier.service.answer.ListAnswer;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.state.RunState;
import io.espalier.store.run.RunRecord;

/** {@code list}: all runs. */
public final class ListQuery {
  /** The query. */
  public static final Query<ListAnswer> QUERY =
      new Query<>("list", ListAnswer.class, (view, parameters) -> answer(view));

  private ListQuery() {}

  private static ListAnswer answer(View view) {
    return new ListAnswer(
        view.store().runs().list().stream().map(run -> describe(view, run)).toList());
  }

  /** A run as people see it: one that says running while nobody walks it was interrupted. */
  public static ListAnswer.Run describe(View view, RunRecord run) {
    boolean interrupted = interrupted(view, run);
    return new ListAnswer.Run(
        run.runId(),
        run.experiment(),
        interrupted ? RunState.RUNNING : run.state(),
        interrupted ? "interrupted" : run.reason(),
        run.createdAt(),
        run.endedAt());
  }

  static boolean interrupted(View view, RunRecord run) {
    return !run.state().ended() && !run.runId().equals(view.live().runId());
  }
}
