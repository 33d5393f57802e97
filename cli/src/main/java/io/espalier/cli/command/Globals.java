package io.espalier.cli.command;

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

  /** The option as it must be given again in a command that is suggested, with a blank before. */
  public String again() {
    return home == null ? "" : " --home " + quoted(home.toString());
  }

  /**
   * A text in which every command that it suggests, {@code `espalier …`}, names the store that was
   * named on this command line.
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
