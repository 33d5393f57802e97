package io.espalier.service.query.run;

import io.espalier.service.answer.ListAnswer;
import io.espalier.service.answer.Shown;
import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Page;
import io.espalier.service.query.Plans;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.service.refusal.InvalidQuestionException;
import io.espalier.state.RunState;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.run.RunRecord;
import java.util.List;

/** {@code list}: runs, latest first. */
public final class ListQuery {
  /** The query; optionally a part of the list, as {@link Page} says. */
  public static final Query<ListAnswer> QUERY =
      new Query<>(
          "list", ListAnswer.class, List.of(Argument.LIMIT, Argument.CURSOR), ListQuery::answer);

  private ListQuery() {}

  private static ListAnswer answer(View view, Arguments arguments) {
    Page page = Page.of(arguments);
    Activity activity = Activity.of(view);
    List<RunRecord> runs = runs(view, page);
    boolean more = runs.size() > page.limit();
    List<RunRecord> shown = more ? runs.subList(0, page.limit()) : runs;
    return new ListAnswer(
        shown.stream().map(run -> waiting(view, run, describe(activity, run))).toList(),
        more ? shown.get(shown.size() - 1).runId() : null);
  }

  /**
   * Says of a run that has not ended, and of which nothing runs, what it has waited for longest.
   */
  private static ListAnswer.Run waiting(View view, RunRecord run, ListAnswer.Run described) {
    if (run.state().ended() || described.reason() != null) {
      return described;
    }
    List<StatusAnswer.Wait> waits;
    try {
      var standing = StatusQuery.standing(view, run, Plans.of(view.store(), run));
      boolean runs = standing.tasks().stream().anyMatch(task -> task.shown() == Shown.RUNNING);
      waits = runs ? List.of() : standing.waits();
    } catch (StoreUnavailableException e) {
      waits = Waiting.of(view, run.runId());
    }
    return waits.isEmpty() ? described : because(described, waits.get(0).text());
  }

  private static ListAnswer.Run because(ListAnswer.Run run, String wait) {
    return new ListAnswer.Run(
        run.runId(),
        run.dagId(),
        run.state(),
        wait.replaceFirst(";.*", ""),
        run.createdAt(),
        run.endedAt());
  }

  /** One more than are wanted, where there are as many. */
  private static List<RunRecord> runs(View view, Page page) {
    if (page.equals(Page.ALL)) {
      return view.store().runs().list();
    }
    try {
      int limit = page.limit() == Integer.MAX_VALUE ? page.limit() : page.limit() + 1;
      return view.store().runs().list(page.cursor(), limit);
    } catch (IllegalArgumentException unknown) {
      throw new InvalidQuestionException(
          "cursor", "cursor: " + page.cursor() + " (expected: `next` of an earlier answer)");
    }
  }

  /** A run as people see it: one that says running while no process works on it was interrupted. */
  public static ListAnswer.Run describe(View view, RunRecord run) {
    return describe(Activity.of(view), run);
  }

  /** Whether a process works on a run. */
  public static boolean underWay(View view, RunRecord run) {
    return !run.state().ended() && !Activity.of(view).interrupted(run);
  }

  static ListAnswer.Run describe(Activity activity, RunRecord run) {
    boolean interrupted = activity.interrupted(run);
    return new ListAnswer.Run(
        run.runId(),
        run.experiment(),
        interrupted ? RunState.RUNNING : run.state(),
        interrupted ? Activity.INTERRUPTED : run.reason(),
        run.createdAt(),
        run.endedAt());
  }
}
