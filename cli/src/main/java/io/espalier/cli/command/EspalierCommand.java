package io.espalier.cli.command;

import io.espalier.cli.access.StoreAccess;
import io.espalier.cli.environment.Environment;
import io.espalier.cli.environment.SharedStore;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.owner.HomeStore;
import io.espalier.service.answer.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands share: where answers and messages go, and which store is meant. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
public abstract class EspalierCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** Answers. */
  public final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Progress and messages. */
  public final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  protected final CommandSpec spec() {
    return spec;
  }

  public final Globals globals() {
    return ((Globals.Holder) spec.root().userObject()).globals();
  }

  public final Path home() {
    return globals().home();
  }

  /** The store that is meant: that of an environment where one is named, otherwise the home's. */
  public final StoreAccess store() {
    Environment environment = globals().environment();
    return environment == null
        ? new HomeStore(home(), spec.qualifiedName(), this::mended)
        : new SharedStore(environment, home());
  }

  /** Says what had to be mended when the store was opened. */
  public final void mended(String what) {
    err().println("espalier: " + what);
    err().flush();
  }

  /**
   * The exit code, after a warning where what was shown came from rows that are not as recorded.
   *
   * @param otherwise the code where they are
   */
  public final int warned(List<String> altered, int otherwise) {
    if (altered.isEmpty()) {
      return otherwise;
    }
    String more = altered.size() == 1 ? "" : " (and " + (altered.size() - 1) + " more)";
    err()
        .println(
            "Warning: do not trust these numbers, rows were changed after they were recorded: "
                + altered.get(0)
                + more
                + "; `espalier verify"
                + globals().again()
                + "` names every one.");
    err().flush();
    return ExitCode.INTEGRITY;
  }

  /** Prints an answer as JSON. */
  public final void printJson(Object answer) {
    out().println(Json.write(answer));
    out().flush();
  }
}
