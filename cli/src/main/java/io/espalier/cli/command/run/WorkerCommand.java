package io.espalier.cli.command.run;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.command.PluginFolder;
import io.espalier.cli.environment.Environment;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.session.Fleet;
import io.espalier.cli.session.Interruption;
import io.espalier.cli.worker.TrainerCount;
import io.espalier.cli.worker.WorkerProcess;
import io.espalier.dag.TaskSettings;
import io.espalier.engine.Executor;
import io.espalier.step.worker.TrainerBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes tasks of a shared store. */
@Command(
    name = "worker",
    description = "Take tasks of an environment's store and compute them, until it is stopped.",
    footer = {
      "",
      "SIGTERM or Ctrl-C lets it drain: it takes no more tasks, trainings write a checkpoint and "
          + "stop, and other workers go on with them. A second one ends it at once, which loses no more "
          + "than a kill does: the work since the last checkpoint.",
      "",
      "Examples:",
      "  espalier --environment team.yaml worker",
      "  espalier --environment team.yaml worker --queues cpu,gpu --trainers 4 --name room-3"
    })
public final class WorkerCommand extends EspalierCommand {
  @Option(
      names = "--queues",
      paramLabel = "QUEUE,…",
      split = ",",
      description = "Queues to take tasks from (default: those of the environment file).")
  private List<String> queues = List.of();

  @Option(
      names = "--trainers",
      paramLabel = "N",
      description =
          "Trainings at the same time (default: one a core, fewer where the memory holds fewer;"
              + " one a card where gpu is the only queue).")
  private @Nullable Integer trainers;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What people call it (default: host and process id).")
  private @Nullable String name;

  @Override
  public Integer call() throws IOException {
    Environment environment = globals().environment();
    if (environment == null) {
      throw CliException.usage(
          "worker: needs --environment FILE (without one, `espalier run` computes by itself)");
    }
    if (trainers != null && trainers < 1) {
      throw CliException.usage("--trainers: " + trainers + " (expected: >= 1)");
    }
    if (name != null && (name.isBlank() || name.length() > 100)) {
      throw CliException.usage("--name: \"" + name + "\" (expected: 1 to 100 characters)");
    }
    List<String> served = queues(queues.isEmpty() ? environment.queues() : queues);
    try (Interruption interruption = new Interruption();
        Fleet fleet = Fleet.open(environment, home(), err())) {
      Catalog catalog = PluginFolder.catalog(null, home(), err());
      TrainerCount places =
          TrainerCount.of(
              served,
              trainers,
              Runtime.getRuntime().availableProcessors(),
              TrainerBytes.budget(),
              catalog.get(Executor.class, ExecutorDescriptor.CUDA));
      new WorkerProcess(fleet, catalog, served, places, name, err()).run(interruption);
    }
    return ExitCode.OK;
  }

  /** The names as tasks have them: {@code default} is {@code cpu}. */
  private static List<String> queues(List<String> named) {
    Set<String> served = new TreeSet<>();
    for (String queue : named) {
      if (!queue.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
        throw CliException.usage(
            "--queues: \"" + queue + "\" (expected: letters, digits, ., _ and -)");
      }
      served.add(TaskSettings.builder().queue(queue).build().taskQueue());
    }
    return new ArrayList<>(served);
  }
}
