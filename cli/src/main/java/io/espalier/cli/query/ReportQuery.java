package io.espalier.cli.query;

import io.espalier.catalog.Catalog;
import io.espalier.cli.answer.ReportAnswer;
import io.espalier.cli.answer.ShowAnswer;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.report.Report;
import io.espalier.plan.Plan;
import io.espalier.store.run.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Writes the report of a run anew; changes nothing in the store itself. */
public final class ReportQuery {
  /** The query; parameter {@code run}, the latest where absent. */
  public static final Query<ReportAnswer> QUERY =
      new Query<>(
          "report",
          ReportAnswer.class,
          (view, arguments) ->
              write(
                  view,
                  ShowQuery.answer(view, Find.run(view.store(), arguments.get("run"))),
                  Catalog.builtIn()));

  private ReportQuery() {}

  /** Writes the report of a run into its folder of the store. */
  public static ReportAnswer write(View view, ShowAnswer show, Catalog catalog) {
    RunRecord run = Find.run(view.store(), show.runId());
    Plan plan = Plans.of(view.store(), run);
    if (plan.results().isEmpty()) {
      throw CliException.usage(
          "run " + run.runId() + " has no results to report: it is not an experiment");
    }
    Path folder = view.home().resolve("reports").resolve(run.runId());
    try {
      Path report = Report.write(view.store(), catalog, run, plan, show, folder);
      return new ReportAnswer(run.runId(), report.toString(), show.altered());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
