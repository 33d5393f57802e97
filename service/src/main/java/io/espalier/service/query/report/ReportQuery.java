package io.espalier.service.query.report;

import io.espalier.catalog.Catalog;
import io.espalier.plan.Plan;
import io.espalier.service.answer.ReportAnswer;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Find;
import io.espalier.service.query.Plans;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.service.query.run.ShowQuery;
import io.espalier.service.refusal.ConflictException;
import io.espalier.store.run.RunRecord;
import java.util.List;

/** {@code report}: everything that the report of a run shows. */
public final class ReportQuery {
  /** The query; parameter {@code run}, the latest where absent. */
  public static final Query<ReportAnswer> QUERY =
      new Query<>(
          "report",
          ReportAnswer.class,
          List.of(Argument.RUN),
          (view, arguments) -> {
            RunRecord run = Find.run(view.store(), arguments.get("run"));
            requireResults(view, run);
            return answer(view, ShowQuery.answer(view, run), Catalog.builtIn());
          });

  private ReportQuery() {}

  /**
   * What the report of a run shows.
   *
   * @param show its results
   * @param catalog where its network is looked up
   */
  public static ReportAnswer answer(View view, ShowAnswer show, Catalog catalog) {
    RunRecord run = Find.run(view.store(), show.runId());
    return new ReportReader(view.store(), catalog, run, Plans.of(view.store(), run)).read(show);
  }

  private static void requireResults(View view, RunRecord run) {
    Plan plan = Plans.of(view.store(), run);
    if (plan.results().isEmpty()) {
      throw new ConflictException(
          "run " + run.runId() + " has no results to report: it is not an experiment", null);
    }
  }
}
