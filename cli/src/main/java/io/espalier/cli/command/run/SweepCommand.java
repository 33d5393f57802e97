package io.espalier.cli.command.run;

import io.espalier.catalog.Catalog;
import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.session.CommandSession;
import io.espalier.cli.session.LookAhead;
import io.espalier.cli.session.PlannedShare;
import io.espalier.cli.sweep.SweepArms;
import io.espalier.cli.sweep.SweepPoints;
import io.espalier.cli.text.SweepTable;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.load.Experiments;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.service.answer.sweep.SweepAnswer;
import io.espalier.state.RunState;
import io.espalier.store.failure.StoreVersionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs an experiment once for each of several settings. */
@Command(
    name = "sweep",
    description = {
      "Run an experiment file once for each of several values.",
      "Several --over give every combination. Steps that are equal are computed once. A table at the "
          + "end compares the runs by their validation accuracy."
    },
    footer = {
      "",
      "Each combination is a run of its own. The same sweep again goes on where it was: runs that "
          + "have succeeded stand, interrupted and failed ones are resumed.",
      "",
      "Examples:",
      "  espalier sweep my.yaml --over train.learning_rate=.01,.03,.1",
      "  espalier sweep my.yaml --over train.batch=60,120 --over prune.fraction=.2,.5 --dry-run",
      "  espalier sweep my.yaml --over 'prune.densities=[.5],[.2,.1]' --set replicates=5"
    })
public final class SweepCommand extends EspalierCommand {
  @Parameters(paramLabel = "FILE", description = "The experiment file.")
  private Path file;

  @Option(
      names = "--over",
      required = true,
      paramLabel = "KEY=VALUE,…",
      description = "Try these values of the file's KEY; may be given several times.")
  private List<String> over = List.of();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Override a value of the file in all runs; may be given several times.")
  private List<String> settings = List.of();

  @Option(
      names = "--dry-run",
      description = "Run nothing: show how many steps are recorded, shared and to be computed.")
  private boolean dryRun;

  @Mixin private WalkOptions options;

  @Override
  public Integer call() throws IOException {
    Catalog catalog = options.catalog(this);
    List<Map<String, String>> points = SweepPoints.of(over);
    List<Experiment> experiments = new ArrayList<>();
    for (Map<String, String> point : points) {
      experiments.add(
          Experiments.load(
              file,
              Stream.concat(settings.stream(), SweepPoints.settings(point).stream()).toList(),
              catalog));
    }
    List<PlannedShare> shares = ahead(catalog, experiments);
    refuseProblems(points, shares);
    SweepAnswer plan = answer(experiments, points, shares, List.of());
    if (dryRun) {
      print(plan, true);
      return ExitCode.OK;
    }
    SweepTable.printPlan(plan, err());
    List<CommandSession.Outcome> outcomes =
        options.with(
            this,
            catalog,
            "espalier sweep " + file,
            session -> runAll(session, points, experiments));
    print(answer(experiments, points, shares, outcomes), false);
    return warned(
        outcomes.stream().flatMap(outcome -> outcome.show().altered().stream()).toList(),
        exitCode(outcomes));
  }

  /** Looks into a store of an older program after bringing it up to date, as the runs would. */
  private List<PlannedShare> ahead(Catalog catalog, List<Experiment> experiments)
      throws IOException {
    try {
      return LookAhead.together(store(), home(), catalog, experiments);
    } catch (StoreVersionException e) {
      if (dryRun) {
        throw e;
      }
      store().own(view -> true);
      return LookAhead.together(store(), home(), catalog, experiments);
    }
  }

  private static void refuseProblems(List<Map<String, String>> points, List<PlannedShare> shares) {
    for (int i = 0; i < shares.size(); i++) {
      if (!shares.get(i).problems().isEmpty()) {
        throw CliException.usage(
            name(points.get(i))
                + ": "
                + shares.get(i).problems().get(0)
                + " (see `espalier plan`)");
      }
    }
  }

  private List<CommandSession.Outcome> runAll(
      CommandSession session, List<Map<String, String>> points, List<Experiment> experiments)
      throws IOException {
    List<CommandSession.Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      err().println();
      err().println("sweep " + (i + 1) + " of " + points.size() + ": " + name(points.get(i)));
      err().flush();
      outcomes.add(session.runOnce(experiments.get(i)));
      if (options.leaves(outcomes.get(i).end())) {
        break;
      }
    }
    return outcomes;
  }

  private static String name(Map<String, String> point) {
    return String.join(", ", SweepPoints.settings(point));
  }

  private static SweepAnswer answer(
      List<Experiment> experiments,
      List<Map<String, String>> points,
      List<PlannedShare> shares,
      List<CommandSession.Outcome> outcomes) {
    List<List<SweepAnswer.Arm>> arms =
        SweepArms.withBest(
            outcomes.stream().map(outcome -> SweepArms.of(outcome.show().results())).toList());
    List<SweepAnswer.Point> answers = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      PlannedShare share = shares.get(i);
      ShowAnswer show = i < outcomes.size() ? outcomes.get(i).show() : null;
      answers.add(
          new SweepAnswer.Point(
              points.get(i),
              share.tasks(),
              share.recorded(),
              share.shared(),
              share.trainings(),
              share.trainingsLeft(),
              share.iterationsLeft(),
              show == null ? null : show.runId(),
              show == null ? null : show.state(),
              show == null ? null : show.reason(),
              show == null ? List.of() : arms.get(i)));
    }
    return new SweepAnswer(experiments.get(0).name(), answers);
  }

  private void print(SweepAnswer answer, boolean planned) {
    if (options.json()) {
      printJson(answer);
    } else if (planned) {
      SweepTable.printPlan(answer, out());
    } else {
      SweepTable.print(answer, out());
    }
  }

  private int exitCode(List<CommandSession.Outcome> outcomes) {
    CommandSession.Outcome last = outcomes.get(outcomes.size() - 1);
    if (options.leaves(last.end())) {
      boolean budget = last.end() == CommandSession.End.OUT_OF_BUDGET;
      err()
          .println(
              (budget
                      ? "The budget is used up; no step was cut short."
                      : "Interrupted; nothing finished is lost.")
                  + " The same command goes on with the sweep.");
      return budget ? ExitCode.OUT_OF_BUDGET : ExitCode.INTERRUPTED;
    }
    List<ShowAnswer> failed =
        outcomes.stream()
            .map(CommandSession.Outcome::show)
            .filter(show -> show.state() == RunState.FAILED)
            .toList();
    failed.forEach(
        show ->
            err()
                .println(
                    "Run "
                        + show.runId()
                        + " failed; `espalier show "
                        + show.runId()
                        + globals().again()
                        + "` says why, the same sweep tries again what failed."));
    return failed.isEmpty() ? ExitCode.OK : ExitCode.RUN_FAILED;
  }
}
