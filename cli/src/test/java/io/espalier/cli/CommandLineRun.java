package io.espalier.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One command, run in this process.
 *
 * @param out what it printed on standard output
 * @param err what it printed on standard error
 */
public record CommandLineRun(int exitCode, String out, String err) {
  /** Runs a command on the store in a folder. */
  public static CommandLineRun of(Path home, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", home.toString()));
    int code =
        Espalier.execute(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    return new CommandLineRun(code, out.toString(), err.toString());
  }
}
