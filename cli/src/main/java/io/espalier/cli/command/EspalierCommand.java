package io.espalier.cli.command;

import io.espalier.cli.answer.Json;
import io.espalier.cli.owner.Reader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands share: where answers and messages go, and which store is meant. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
abstract class EspalierCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** Answers. */
  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Progress and messages. */
  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  final CommandSpec spec() {
    return spec;
  }

  final Globals globals() {
    return ((Globals.Holder) spec.root().userObject()).globals();
  }

  final Path home() {
    return globals().home();
  }

  final Reader reader() {
    return new Reader(home());
  }

  /** Says what had to be mended when the store was opened. */
  final void mended(String what) {
    err().println("espalier: " + what);
    err().flush();
  }

  /** Prints an answer as JSON. */
  final void printJson(Object answer) {
    out().println(Json.write(answer));
    out().flush();
  }
}
