package io.espalier.cli.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes, before or after its name. */
public final class Globals {
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
  String again() {
    return home == null ? "" : " --home " + quoted(home.toString());
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
