package io.espalier.cli;

import io.espalier.cli.command.Globals;
import io.espalier.cli.command.Version;
import io.espalier.cli.command.read.CompareCommand;
import io.espalier.cli.command.read.ExportCommand;
import io.espalier.cli.command.read.LineageCommand;
import io.espalier.cli.command.read.ListCommand;
import io.espalier.cli.command.read.LogsCommand;
import io.espalier.cli.command.read.QueryCommand;
import io.espalier.cli.command.read.ReferenceCommand;
import io.espalier.cli.command.read.ReportCommand;
import io.espalier.cli.command.read.ShowCommand;
import io.espalier.cli.command.read.StatusCommand;
import io.espalier.cli.command.read.WhyCommand;
import io.espalier.cli.command.run.AttachCommand;
import io.espalier.cli.command.run.CancelCommand;
import io.espalier.cli.command.run.PlanCommand;
import io.espalier.cli.command.run.ResumeCommand;
import io.espalier.cli.command.run.RunCommand;
import io.espalier.cli.command.run.ServiceCommand;
import io.espalier.cli.command.run.SweepCommand;
import io.espalier.cli.command.run.WorkerCommand;
import io.espalier.cli.command.study.StudyCommand;
import io.espalier.cli.command.upkeep.DataCommand;
import io.espalier.cli.command.upkeep.DoctorCommand;
import io.espalier.cli.command.upkeep.FsckCommand;
import io.espalier.cli.command.upkeep.GcCommand;
import io.espalier.cli.command.upkeep.StoreCommand;
import io.espalier.cli.command.upkeep.VerifyCommand;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.exit.Failure;
import io.espalier.store.failure.StoreDamagedException;
import io.espalier.store.failure.Unusable;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The {@code espalier} command. */
@Command(
    name = "espalier",
    description = "Durable, multi-round neural-network pruning experiments.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  espalier run configs/experiments/quickstart.yaml",
      "  espalier resume",
      "  espalier COMMAND --help",
      "",
      "Exit codes: 0 ok, 1 software, 2 usage, 3 run failed, 4 store busy, 5 integrity, "
          + "130 interrupted."
    })
public final class Espalier implements Globals.Holder, Runnable {
  private static final List<Map.Entry<String, Class<?>>> COMMANDS =
      List.of(
          Map.entry("run", RunCommand.class),
          Map.entry("resume", ResumeCommand.class),
          Map.entry("sweep", SweepCommand.class),
          Map.entry("service", ServiceCommand.class),
          Map.entry("attach", AttachCommand.class),
          Map.entry("worker", WorkerCommand.class),
          Map.entry("study", StudyCommand.class),
          Map.entry("plan", PlanCommand.class),
          Map.entry("status", StatusCommand.class),
          Map.entry("list", ListCommand.class),
          Map.entry("show", ShowCommand.class),
          Map.entry("compare", CompareCommand.class),
          Map.entry("logs", LogsCommand.class),
          Map.entry("why", WhyCommand.class),
          Map.entry("lineage", LineageCommand.class),
          Map.entry("export", ExportCommand.class),
          Map.entry("report", ReportCommand.class),
          Map.entry("query", QueryCommand.class),
          Map.entry("cancel", CancelCommand.class),
          Map.entry("verify", VerifyCommand.class),
          Map.entry("fsck", FsckCommand.class),
          Map.entry("store", StoreCommand.class),
          Map.entry("gc", GcCommand.class),
          Map.entry("data", DataCommand.class),
          Map.entry("reference", ReferenceCommand.class),
          Map.entry("doctor", DoctorCommand.class));

  @Mixin private Globals globals;

  private Espalier() {
    globals = new Globals();
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Threads that log at the same moment as SLF4J starts lose nothing, but it would say so on
    // stderr.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Unusable.then(e -> endAtOnce(err, e));
    System.exit(execute(out, err, arguments));
  }

  /** Threads that work with the store, and closing it, may wait for ever. */
  private static void endAtOnce(PrintWriter err, StoreDamagedException e) {
    err.println("espalier: " + Failure.of(e).message());
    err.flush();
    Runtime.getRuntime().halt(ExitCode.INTEGRITY);
  }

  /** Runs a command in this process and returns its exit code. */
  public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    Espalier root = new Espalier();
    CommandLine line = new CommandLine(root);
    addCommands(line, List.of(arguments));
    line.setOut(out);
    line.setErr(err);
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    if (System.getenv("NO_COLOR") != null) {
      line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    }
    line.setParameterExceptionHandler(
        (e, given) -> {
          err.println(
              "espalier: " + root.globals.suggesting(sentence(e)) + help(e.getCommandLine()));
          return ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler(
        (e, commandLine, result) -> {
          out.flush();
          if (root.globals.verbose()) {
            e.printStackTrace(err);
          }
          Failure failure = Failure.of(e);
          err.println("espalier: " + root.globals.suggesting(failure.message()));
          return failure.exitCode();
        });
    int code = line.execute(arguments);
    out.flush();
    err.flush();
    return code;
  }

  /**
   * Adds the commands that the arguments name: to describe them all to picocli takes as long as
   * many a command. Where none is named all are wanted, for help and suggestions.
   */
  private static void addCommands(CommandLine line, List<String> arguments) {
    List<Map.Entry<String, Class<?>>> named =
        COMMANDS.stream().filter(command -> arguments.contains(command.getKey())).toList();
    if (!named.isEmpty()) {
      named.forEach(command -> line.addSubcommand(command.getKey(), command.getValue()));
      return;
    }
    COMMANDS.forEach(command -> line.addSubcommand(command.getKey(), command.getValue()));
    line.addSubcommand(AutoComplete.GenerateCompletion.class);
  }

  @Override
  public void run() {
    throw CliException.usage("which command? (see `espalier --help`)");
  }

  @Override
  public Globals globals() {
    return globals;
  }

  private static String sentence(CommandLine.ParameterException e) {
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      // Picocli finds `cancel` near to `help`.
      String typed = unmatched.getUnmatched().get(0);
      List<String> near =
          unmatched.getSuggestions().stream()
              .filter(name -> typed.regionMatches(true, 0, name, 0, 1))
              .toList();
      return "unknown argument "
          + String.join(" ", unmatched.getUnmatched())
          + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?");
    }
    String message =
        String.valueOf(e.getMessage())
            .replaceFirst("is not an? (int|long)$", "is not a whole number");
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  private static String help(CommandLine commandLine) {
    return " (see `" + commandLine.getCommandSpec().qualifiedName() + " --help`)";
  }
}
