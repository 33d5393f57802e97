package io.espalier.cli.command.run;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.exit.Failure;
import io.espalier.cli.owner.HomeStore;
import io.espalier.cli.session.CommandSession;
import io.espalier.cli.session.RunSession;
import io.espalier.service.answer.ListAnswer;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.state.RunState;
import io.espalier.store.audit.AlteredException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Goes on with all runs that a reboot interrupted. */
@Command(
    name = "service",
    description = {
      "Go on with every run of the store that was interrupted.",
      "The oldest first, one after another; it ends when all of them have ended. For a machine that "
          + "starts: see deploy/espalier.service."
    },
    footer = {
      "",
      "Failed and cancelled runs stay as they are. SIGTERM stops it in good order, as Ctrl-C does; "
          + "the next start goes on where it was.",
      "",
      "Examples:",
      "  espalier --home /var/lib/espalier service",
      "  espalier service --max-hours 8 --notify 'mail -s Espalier ada@example.org'"
    })
public final class ServiceCommand extends EspalierCommand {
  @Mixin private WalkOptions options;

  /** The runs it went on with, and whether one could not go on. */
  private static final class Done {
    private final List<CommandSession.Outcome> outcomes = new ArrayList<>();
    private boolean refused;

    CommandSession.Outcome last() {
      return outcomes.get(outcomes.size() - 1);
    }

    boolean failed() {
      return refused
          || outcomes.stream().anyMatch(outcome -> outcome.show().state() == RunState.FAILED);
    }
  }

  @Override
  public Integer call() throws IOException {
    if (globals().environment() != null) {
      throw CliException.usage(
          "service: goes on with runs of a store of this machine (expected: no --environment, whose"
              + " workers go on by themselves, see `espalier worker --help`)");
    }
    Done done = new Done();
    if (HomeStore.exists(home())) {
      done =
          options.own(
              this, options.catalog(this), "espalier service", session -> resumeAll(session));
    }
    if (options.json()) {
      printJson(new ListAnswer(done.outcomes.stream().map(ServiceCommand::line).toList(), null));
    } else if (done.outcomes.isEmpty() && !done.refused) {
      out().println("Nothing was interrupted.");
    } else {
      done.outcomes.forEach(
          outcome -> out().println(outcome.show().runId() + " " + outcome.show().state().id()));
    }
    int code = exitCode(done);
    return warned(
        done.outcomes.stream().flatMap(outcome -> outcome.show().altered().stream()).toList(),
        code);
  }

  private Done resumeAll(RunSession session) throws IOException {
    Done done = new Done();
    for (String run : session.interrupted()) {
      err().println("goes on with run " + run);
      err().flush();
      try {
        done.outcomes.add(session.resume(run));
      } catch (AlteredException e) {
        refused(done, run, e);
      } catch (CliException e) {
        if (e.exitCode() != ExitCode.USAGE && e.exitCode() != ExitCode.INTEGRITY) {
          throw e;
        }
        refused(done, run, e);
      }
      if (!done.outcomes.isEmpty() && options.leaves(done.last().end())) {
        break;
      }
    }
    return done;
  }

  /** What is wrong with one run keeps no other from going on. */
  private void refused(Done done, String run, RuntimeException e) {
    done.refused = true;
    err().println("espalier: run " + run + " stays as it is: " + Failure.of(e).message());
    err().flush();
  }

  private static ListAnswer.Run line(CommandSession.Outcome outcome) {
    ShowAnswer show = outcome.show();
    return new ListAnswer.Run(
        show.runId(), show.dagId(), show.state(), show.reason(), show.createdAt(), show.endedAt());
  }

  private int exitCode(Done done) {
    if (!done.outcomes.isEmpty() && options.leaves(done.last().end())) {
      return done.last().end() == CommandSession.End.OUT_OF_BUDGET
          ? ExitCode.OUT_OF_BUDGET
          : ExitCode.INTERRUPTED;
    }
    return done.failed() ? ExitCode.RUN_FAILED : ExitCode.OK;
  }
}
