package io.espalier.cli.command.run;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.session.CommandSession;
import io.espalier.cli.text.ResultTable;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.state.RunState;

/** What a command that followed a run prints at its end, and the exit code that goes with it. */
final class RunEnd {
  private final EspalierCommand command;
  private final ShowAnswer show;

  private RunEnd(EspalierCommand command, ShowAnswer show) {
    this.command = command;
    this.show = show;
  }

  /**
   * Prints what a session came to; returns the exit code.
   *
   * @param detached whether a run that goes on was left on purpose
   */
  static int print(
      EspalierCommand command, CommandSession.Outcome outcome, boolean json, boolean detached) {
    ShowAnswer show = outcome.show();
    boolean left = outcome.end() == CommandSession.End.GOES_ON && detached;
    if (json) {
      command.printJson(show);
    } else if (left) {
      command.out().println(show.runId());
    } else {
      ResultTable.print(show, command.out());
    }
    if (outcome.report() != null) {
      command.err().println("report " + outcome.report());
    }
    int exitCode = new RunEnd(command, show).next(outcome.end());
    return command.warned(show.altered(), left ? ExitCode.OK : exitCode);
  }

  /** Says which command goes on from here. */
  private int next(CommandSession.End end) {
    return switch (end) {
      case FINISHED -> show.state() == RunState.FAILED ? failed() : ExitCode.OK;
      case GOES_ON -> {
        say(
            "The run goes on without this command. "
                + line("attach")
                + " shows it again, "
                + line("cancel")
                + " stops it.");
        yield ExitCode.INTERRUPTED;
      }
      case OUT_OF_BUDGET -> {
        say("The budget is used up; no step was cut short. Go on with " + line("resume") + ".");
        yield ExitCode.OUT_OF_BUDGET;
      }
      case INTERRUPTED -> {
        say("Interrupted; nothing finished is lost. Go on with " + line("resume") + ".");
        yield ExitCode.INTERRUPTED;
      }
    };
  }

  private int failed() {
    if ("cancelled".equals(show.reason())) {
      say("The run was cancelled. " + line("resume") + " goes on with it all the same.");
    } else {
      say(
          "The run failed. See `espalier logs TASK"
              + command.globals().again()
              + "`; "
              + line("resume")
              + " tries again what failed.");
    }
    return ExitCode.RUN_FAILED;
  }

  /** A command about the run as a person types it. */
  private String line(String name) {
    return "`espalier " + name + " " + show.runId() + command.globals().again() + "`";
  }

  private void say(String text) {
    command.err().println(text);
  }
}
