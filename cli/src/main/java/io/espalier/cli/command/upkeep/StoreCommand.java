package io.espalier.cli.command.upkeep;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.owner.HomeStore;
import io.espalier.cli.owner.OwnerClient;
import io.espalier.service.answer.RebuildAnswer;
import io.espalier.store.failure.StoreBusyException;
import io.espalier.store.open.Stores;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is done to a store as a whole. */
@Command(
    name = "store",
    description = "Put the store itself in order.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = StoreCommand.Rebuild.class,
    footer = {"", "Examples:", "  espalier store rebuild"})
public final class StoreCommand extends EspalierCommand {
  @Override
  public Integer call() {
    throw CliException.usage("store: rebuild? (see `espalier store --help`)");
  }

  /** Makes the database anew. */
  @Command(
      name = "rebuild",
      description =
          "Make the database of the store anew from its journal, where it is missing, empty or"
              + " damaged; begin the journal anew from the database, where that is damaged.",
      footer = {
        "",
        "Both are read through; where both are whole nothing is done. What is replaced is kept in",
        "the folder backups. Artifacts stay as they are: `espalier fsck` looks at them.",
        "",
        "Examples:",
        "  espalier store rebuild",
        "  espalier --home DIR store rebuild --json"
      })
  public static final class Rebuild extends EspalierCommand {
    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      if (globals().environment() != null) {
        throw CliException.usage(
            "store rebuild: the database of a shared store has no journal beside it (expected: a"
                + " store in a folder; PostgreSQL is restored from its own backups)");
      }
      if (OwnerClient.find(home()).isPresent()) {
        throw HomeStore.refuse(home(), new StoreBusyException("owned"));
      }
      RebuildAnswer answer = new RebuildAnswer(Stores.rebuild(home()));
      if (json) {
        printJson(answer);
      } else if (answer.done().isEmpty()) {
        out().println("ok: the database and its journal are whole; nothing was done");
      } else {
        answer.done().forEach(out()::println);
      }
      return ExitCode.OK;
    }
  }
}
