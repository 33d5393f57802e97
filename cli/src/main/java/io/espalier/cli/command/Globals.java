package io.espalier.cli.command;

import io.espalier.cli.environment.Environment;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes, before or after its name. */
public final class Globals {
  private static final Pattern SUGGESTED = Pattern.compile("`(espalier [^`]+)`");

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = {"Folder of the store.", "Default: $ESPALIER_HOME, or .espalier here."})
  private @Nullable Path home;

  @Option(
      names = "--environment",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = {
        "Environment file: work on a store that several machines share. "
            + "Default: $ESPALIER_ENVIRONMENT, or the store in the folder."
      })
  private @Nullable Path environmentFile;

  private @Nullable Environment environment;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show stack traces of errors.")
  private boolean verbose;

  /** The store's folder, absolute. */
  Path home() {
    Path chosen = home;
    if (chosen == null) {
      String environment = System.getenv("ESPALIER_HOME");
      chosen = Path.of(environment == null || environment.isEmpty() ? ".espalier" : environment);
    }
    return chosen.toAbsolutePath().normalize();
  }

  /**
   * The shared store and its parts, null where the store is that of the folder. Read once.
   *
   * @throws io.espalier.experiment.read.ExperimentException when the file is not as it must be
   */
  public @Nullable Environment environment() {
    Path chosen = environmentFile;
    if (chosen == null) {
      String variable = System.getenv("ESPALIER_ENVIRONMENT");
      chosen = variable == null || variable.isEmpty() ? null : Path.of(variable);
    }
    if (environment == null && chosen != null) {
      environment = Environment.load(chosen, System.getenv());
    }
    return environment;
  }

  /** The options as they must be given again in a command that is suggested, a blank before. */
  public String again() {
    return again("--home", home) + again("--environment", environmentFile);
  }

  private static String again(String option, @Nullable Path given) {
    return given == null ? "" : " " + option + " " + quoted(given.toString());
  }

  /**
   * A text in which every command that it suggests, {@code `espalier …`}, names the folder and the
   * environment that were named on this command line.
   */
  public String suggesting(String text) {
    return SUGGESTED
        .matcher(text)
        .replaceAll(
            command ->
                command.group().contains(" --h")
                    ? Matcher.quoteReplacement(command.group())
                    : Matcher.quoteReplacement("`" + command.group(1) + again() + "`"));
  }

  /** As a shell takes it for one word. */
  static String quoted(String word) {
    return word.matches("[\\w@%+=:,./~-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Whether to show stack traces. */
  public boolean verbose() {
    return verbose || System.getenv("ESPALIER_DEBUG") != null;
  }

  /** The command line's user object, which holds these. */
  public interface Holder {
    /** The options. */
    Globals globals();
  }
}
