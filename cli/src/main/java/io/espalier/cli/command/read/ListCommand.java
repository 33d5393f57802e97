package io.espalier.cli.command.read;

import io.espalier.cli.access.StoreAccess;
import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.text.Table;
import io.espalier.service.answer.ListAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.run.ListQuery;
import io.espalier.store.text.HumanFormat;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists runs. */
@Command(
    name = "list",
    description = "List all runs of the store, latest first.",
    footer = {"", "Examples:", "  espalier list", "  espalier list --json"})
public final class ListCommand extends EspalierCommand {
  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    StoreAccess store = store();
    Optional<ListAnswer> found = store.ifAny(source -> source.ask(ListQuery.QUERY, Arguments.NONE));
    ListAnswer answer = found.orElse(new ListAnswer(List.of(), null));
    if (json) {
      printJson(answer);
      return ExitCode.OK;
    }
    if (answer.runs().isEmpty()) {
      String why = found.isEmpty() ? store.missing() : "start one with `espalier run FILE`";
      err().println(globals().suggesting("No run yet: " + why + "."));
      return ExitCode.OK;
    }
    Table table = new Table("RUN", "EXPERIMENT", "STATE", "STARTED", "TOOK");
    for (ListAnswer.Run run : answer.runs()) {
      table.row(
          run.runId(),
          run.dagId(),
          run.reason() == null ? run.state().id() : run.state().id() + " (" + run.reason() + ")",
          HumanFormat.time(run.createdAt()),
          run.endedAt() == null ? "" : HumanFormat.duration(run.createdAt(), run.endedAt()));
    }
    table.print(out());
    return ExitCode.OK;
  }
}
