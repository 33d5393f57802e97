package io.espalier.cli.command.run;

import io.espalier.catalog.Catalog;
import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.command.PluginFolder;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.session.LookAhead;
import io.espalier.cli.text.Table;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.load.Experiments;
import io.espalier.service.answer.PlanAnswer;
import io.espalier.store.text.HumanFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a file would do. */
@Command(
    name = "plan",
    description = "Show what running a file would do: tasks, trainings, disk, what is recorded.",
    footer = {
      "",
      "Examples:",
      "  espalier plan configs/experiments/quickstart.yaml",
      "  espalier plan my.yaml --set prune.rounds=12 --json"
    })
public final class PlanCommand extends EspalierCommand {
  @Parameters(paramLabel = "FILE", description = "The experiment file.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Override a value of the file; may be given several times.")
  private List<String> settings = List.of();

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "Folder of jars with operators, criteria, networks or data sets of your own.")
  private @Nullable Path plugins;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Catalog catalog = PluginFolder.catalog(plugins, home(), err());
    Experiment experiment = Experiments.load(file, settings, catalog);
    PlanAnswer answer = LookAhead.of(store(), home(), catalog, experiment);
    if (json) {
      printJson(answer);
      return exitCode(answer);
    }
    Table table = new Table("TASK", "OPERATOR", "ITERATIONS", "RECORDED", "AFTER");
    for (PlanAnswer.Task task : answer.tasks()) {
      table.row(
          task.taskId(),
          task.operator(),
          task.iterations() == 0 ? "" : Long.toString(task.iterations()),
          task.stepKey() == null ? "" : HumanFormat.digest(task.stepKey()),
          String.join(", ", task.upstream()));
    }
    table.print(out());
    out()
        .printf(
            Locale.ROOT,
            "%n%s: %d tasks, %d trainings of %d iterations in all.%n"
                + "Recorded already: %d tasks. To do: %d trainings of %d iterations, about %s on"
                + " disk.%n"
                + "On this machine: %d trainings side by side, about %s of memory each.%n",
            answer.dagId(),
            answer.tasks().size(),
            answer.trainings(),
            answer.iterations(),
            answer.recorded(),
            answer.trainingsLeft(),
            answer.iterationsLeft(),
            HumanFormat.bytes(answer.diskBytes()),
            answer.trainers(),
            HumanFormat.bytes(answer.trainerBytes()));
    answer.notes().forEach(note -> out().println("note: " + note));
    answer.problems().forEach(problem -> out().println("problem: " + problem));
    return exitCode(answer);
  }

  /** That of {@code run}, which refuses what must fail. */
  private static int exitCode(PlanAnswer answer) {
    return answer.problems().isEmpty() ? ExitCode.OK : ExitCode.USAGE;
  }
}
