package io.espalier.cli.command.read;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.grid.Grid;
import io.espalier.cli.text.WorkerList;
import io.espalier.service.answer.ListAnswer;
import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.run.StatusQuery;
import io.espalier.store.text.HumanFormat;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows where a run stands. */
@Command(
    name = "status",
    description = "Show who owns the store and where a run stands.",
    footer = {"", "Examples:", "  espalier status", "  espalier status --json"})
public final class StatusCommand extends EspalierCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "Run id or its beginning (default: the latest run).")
  private @Nullable String run;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    StatusAnswer answer = store().ask(StatusQuery.QUERY, Arguments.of("run", run));
    if (json) {
      printJson(answer);
      return ExitCode.OK;
    }
    StatusAnswer.Owner owner = answer.owner();
    out().println("store  " + answer.home());
    if (globals().environment() != null) {
      workers(answer.workers());
    } else {
      out()
          .println(
              "owner  "
                  + (owner == null
                      ? "none"
                      : "process "
                          + owner.pid()
                          + ", "
                          + owner.command()
                          + ", since "
                          + HumanFormat.time(owner.startedAt())));
    }
    answer.waits().forEach(wait -> out().println("waits  " + wait.text()));
    ListAnswer.Run shown = answer.run();
    if (shown == null && !answer.waits().isEmpty()) {
      out().println("run    cannot be read before that");
      return ExitCode.OK;
    }
    if (shown == null) {
      out().println(globals().suggesting("run    none yet: start one with `espalier run FILE`"));
      return ExitCode.OK;
    }
    out()
        .println(
            "run    "
                + shown.runId()
                + " · "
                + shown.dagId()
                + " · "
                + shown.state().id()
                + (shown.reason() == null ? "" : " (" + shown.reason() + ")"));
    out()
        .println(
            "tasks  "
                + answer.counts().entrySet().stream()
                    .map(count -> count.getValue() + " " + count.getKey())
                    .collect(Collectors.joining(", ")));
    out().println();
    Grid.lines(answer.tasks(), Grid.UNBOUNDED).forEach(out()::println);
    if ("interrupted".equals(shown.reason())) {
      err().println("Go on with `espalier resume " + shown.runId() + globals().again() + "`.");
    }
    return ExitCode.OK;
  }

  private void workers(List<StatusAnswer.Worker> workers) {
    if (workers.stream().noneMatch(StatusAnswer.Worker::alive)) {
      out().println("worker none alive: start one with `espalier worker" + globals().again() + "`");
    }
    WorkerList.lines(workers, Instant.now()).forEach(out()::println);
  }
}
