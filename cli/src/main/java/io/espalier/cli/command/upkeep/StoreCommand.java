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
    subcommands = {StoreCommand.Rebuild.class, StoreCommand.Roles.class},
    footer = {"", "Examples:", "  espalier store rebuild", "  espalier store roles"})
public final class StoreCommand extends EspalierCommand {
  @Override
  public Integer call() {
    throw CliException.usage("store: rebuild or roles? (see `espalier store --help`)");
  }

  /** Makes the database anew. */
  @Command(
      name = "rebuild",
      description =
          "Make the database of the store anew from its journal, where it is missing, empty or"
              + " damaged; begin the journal anew from the database, where that is damaged.",
      footer = {
        "",
        "Both are read through; where both are whole nothing is done. What is replaced is kept in "
            + "the folder backups. Artifacts stay as they are: `espalier fsck` looks at them.",
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

  /** Prints the roles of a store in PostgreSQL. */
  @Command(
      name = "roles",
      description =
          "Print the SQL that makes an owner's, a worker's and a reader's role for a store in"
              + " PostgreSQL, each with the rights that it needs and no more.",
      footer = {
        "",
        "An administrator of the database runs it once the store is there, and again after"
            + " upgrades.",
        "",
        "Examples:",
        "  espalier store roles | psql -v ON_ERROR_STOP=1 -d espalier",
        "  espalier store roles --schema research > roles.sql"
      })
  public static final class Roles extends EspalierCommand {
    @Option(
        names = "--schema",
        paramLabel = "NAME",
        defaultValue = "public",
        description = "Where the tables are (default: ${DEFAULT-VALUE}).")
    private String schema = "public";

    @Override
    public Integer call() {
      out().print(io.espalier.migrations.Roles.sql(schema));
      out().flush();
      return ExitCode.OK;
    }
  }
}
