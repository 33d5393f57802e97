package io.espalier.cli.command.run;

import io.espalier.catalog.Catalog;
import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.command.PluginFolder;
import io.espalier.cli.environment.Environment;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.notify.Notifier;
import io.espalier.cli.server.TemporalAddress;
import io.espalier.cli.session.CommandSession;
import io.espalier.cli.session.Fleet;
import io.espalier.cli.session.FleetSession;
import io.espalier.cli.session.Interruption;
import io.espalier.cli.session.OwnedStore;
import io.espalier.cli.session.QuickCompilation;
import io.espalier.cli.session.RunSession;
import io.espalier.cli.session.ServerStart;
import io.espalier.cli.session.WalkSettings;
import io.espalier.cli.terminal.Terminal;
import io.espalier.step.worker.Budget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options and behaviour that {@code run} and {@code resume} share. */
public final class WalkOptions {
  private static final int MOST_HOURS = 100_000;

  @Option(names = "--json", description = "Print the results as JSON at the end.")
  private boolean json;

  @Option(
      names = "--temporal",
      paramLabel = "HOST:PORT",
      description = "Use this Temporal server (default: one inside this process).")
  private @Nullable String temporal;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Trainings at the same time (default: one a core, fewer if memory is short).")
  private @Nullable Integer parallel;

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "Folder of jars with operators, criteria, networks or data sets of your own.")
  private @Nullable Path plugins;

  @Option(
      names = "--max-hours",
      paramLabel = "H",
      description =
          "Begin no step after so many hours of this command, such as 1.5; steps under way go on to"
              + " their end. Then the exit code is 6, and `resume` goes on.")
  private @Nullable Double maxHours;

  @Option(
      names = "--max-trainings",
      paramLabel = "N",
      description =
          "Compute at most N trainings in this command, recorded ones not counted, and what else"
              + " can be done without further ones. Then the exit code is 6, and `resume` goes on.")
  private @Nullable Integer maxTrainings;

  @Option(
      names = "--notify",
      paramLabel = "URL|COMMAND",
      description = {
        "Post to this URL, or run this command, when a run fails or ends; may be given several "
            + "times. Default: $ESPALIER_NOTIFY."
      })
  private List<String> notify = List.of();

  @Option(
      names = "--detach",
      description = "With --environment: leave the run to the workers as soon as they have it.")
  private boolean detached;

  /**
   * What is done with a session.
   *
   * @param <S> the session
   * @param <T> what comes of it
   */
  public interface Work<S, T> {
    /** Runs or resumes in it. */
    T in(S session) throws IOException;
  }

  /** What can be named, the jars of {@code --plugins} included. */
  public Catalog catalog(EspalierCommand command) {
    return PluginFolder.catalog(plugins, command.home(), command.err());
  }

  /**
   * Does the work and prints what came of it: with a store that this process owns, or with the
   * workers of an environment.
   */
  public int run(
      EspalierCommand command,
      Catalog catalog,
      String line,
      Work<CommandSession, CommandSession.Outcome> work)
      throws IOException {
    CommandSession.Outcome outcome = with(command, catalog, line, work);
    return RunEnd.print(command, outcome, json, detached);
  }

  /** Does the work as the options say. */
  <T> T with(EspalierCommand command, Catalog catalog, String line, Work<CommandSession, T> work)
      throws IOException {
    Environment environment = command.globals().environment();
    if (environment == null) {
      if (detached) {
        throw CliException.usage("--detach: needs --environment FILE, whose workers go on");
      }
      return own(command, catalog, line, work);
    }
    refuseWorkersOptions();
    if (detached && !notify.isEmpty()) {
      throw CliException.usage("--notify with --detach: this command ends before the run does");
    }
    try (Notifier notifier = Notifier.of(notify, System.getenv(), command.err())) {
      return follow(command, environment, catalog, detached, notifier, work);
    }
  }

  /** Owns the store of this machine and does the work. */
  <T> T own(EspalierCommand command, Catalog catalog, String line, Work<? super RunSession, T> work)
      throws IOException {
    Budget budget = budget();
    Integer trainers = parallel();
    try (Notifier notifier = Notifier.of(notify, System.getenv(), command.err())) {
      return walk(command, catalog, line, temporal, trainers, budget, notifier, work);
    }
  }

  /** Whether a command that works on several runs begins no further one. */
  boolean leaves(CommandSession.End end) {
    return end != CommandSession.End.FINISHED && !(end == CommandSession.End.GOES_ON && detached);
  }

  /** Whether the answer is printed as JSON. */
  boolean json() {
    return json;
  }

  /** What an environment or its workers decide. */
  private void refuseWorkersOptions() {
    String instead = " (expected: not with --environment; ";
    if (temporal != null) {
      throw CliException.usage("--temporal" + instead + "its file names the Temporal server)");
    }
    if (parallel != null) {
      throw CliException.usage("--parallel" + instead + "see `espalier worker --help`)");
    }
    if (maxHours != null || maxTrainings != null) {
      throw CliException.usage(
          "--max-hours and --max-trainings" + instead + "`espalier cancel` stops a run)");
    }
  }

  /** Works with the store and the workers of an environment. */
  static <T> T follow(
      EspalierCommand command,
      Environment environment,
      Catalog catalog,
      boolean detached,
      Notifier notifier,
      Work<? super FleetSession, T> work)
      throws IOException {
    QuickCompilation.begin();
    Terminal terminal = Terminal.ofStandardError().orElse(null);
    try (Interruption interruption = new Interruption();
        Fleet fleet = Fleet.open(environment, command.home(), command.err())) {
      return work.in(
          new FleetSession(
              fleet, catalog, detached, notifier, interruption, command.err(), terminal));
    }
  }

  /** Owns the store and does the work. */
  static <T> T walk(
      EspalierCommand command,
      Catalog catalog,
      String line,
      @Nullable String temporal,
      @Nullable Integer parallel,
      Budget budget,
      Notifier notifier,
      Work<? super RunSession, T> work)
      throws IOException {
    QuickCompilation.begin();
    Terminal terminal = Terminal.ofStandardError().orElse(null);
    try (Interruption interruption = new Interruption();
        ServerStart server = ServerStart.begin(temporal == null ? null : plain(temporal));
        OwnedStore owned = OwnedStore.take(command.home(), line)) {
      owned.store().notices().forEach(command::mended);
      WalkSettings settings =
          new WalkSettings(server, temporal != null, parallel, interruption, budget, notifier);
      return work.in(new RunSession(owned, catalog, settings, command.err(), terminal));
    }
  }

  private static TemporalAddress plain(String target) {
    try {
      return TemporalAddress.plain(target);
    } catch (IllegalArgumentException unfit) {
      throw CliException.usage("--" + unfit.getMessage());
    }
  }

  private Budget budget() {
    if (maxHours != null && !(maxHours > 0 && maxHours <= MOST_HOURS)) {
      throw CliException.usage(
          "--max-hours: " + maxHours + " (expected: a number above 0, at most " + MOST_HOURS + ")");
    }
    if (maxTrainings != null && maxTrainings < 0) {
      throw CliException.usage("--max-trainings: " + maxTrainings + " (expected: >= 0)");
    }
    return new Budget(
        maxHours == null ? null : Duration.ofMillis(Math.round(maxHours * 3_600_000)),
        maxTrainings);
  }

  private @Nullable Integer parallel() {
    if (parallel != null && parallel < 1) {
      throw CliException.usage("--parallel: " + parallel + " (expected: >= 1)");
    }
    return parallel;
  }
}
