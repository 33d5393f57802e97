package io.espalier.cli.command.upkeep;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.command.PluginFolder;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.owner.PrivateFiles;
import io.espalier.cli.session.DataFiles;
import io.espalier.cli.terminal.FetchBar;
import io.espalier.cli.terminal.Terminal;
import io.espalier.cli.text.Table;
import io.espalier.data.DataSet;
import io.espalier.data.fetch.DataFolder;
import io.espalier.data.fetch.FetchProgress;
import io.espalier.data.fetch.LocalFile;
import io.espalier.data.own.OwnSets;
import io.espalier.service.answer.DataAnswer;
import io.espalier.store.text.HumanFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Data sets: what there is, and how their files come here. */
@Command(
    name = "data",
    description = "List data sets, fetch their files, or import files that are here already.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DataCommand.Fetch.class, DataCommand.Ls.class, DataCommand.Import.class},
    footer = {
      "",
      "Examples:",
      "  espalier data list",
      "  espalier data fetch mnist",
      "  espalier data import mnist ~/Downloads/mnist"
    })
public final class DataCommand extends EspalierCommand {
  @Override
  public Integer call() {
    throw CliException.usage("data: fetch, list or import? (see `espalier data --help`)");
  }

  private static void print(EspalierCommand command, List<LocalFile> files) {
    Table table = new Table("FILE", "SIZE", "SHA-256");
    files.forEach(
        f -> table.row(f.path().toString(), HumanFormat.bytes(f.sizeBytes()), f.sha256()));
    table.print(command.out());
  }

  /** Fetches files. */
  @Command(
      name = "fetch",
      description = "Fetch the files of a data set; goes on where an earlier fetch stopped.",
      footer = {"", "Examples:", "  espalier data fetch mnist"})
  public static final class Fetch extends EspalierCommand {
    @Parameters(paramLabel = "NAME", description = "Name of the data set.")
    private String name;

    @Override
    public Integer call() throws IOException {
      DataSet set = DataFiles.find(Catalog.builtIn(), name);
      if (set.files().isEmpty()) {
        err().println(name + " needs no files.");
        return ExitCode.OK;
      }
      PrivateFiles.folder(home());
      FetchProgress bar = new FetchBar(err(), Terminal.ofStandardError().orElse(null));
      print(this, new DataFolder(home(), set, bar).fetch());
      return ExitCode.OK;
    }
  }

  /** Lists data sets. */
  @Command(
      name = "list",
      description = "List the data sets that experiments can name.",
      footer = {"", "Examples:", "  espalier data list --json"})
  public static final class Ls extends EspalierCommand {
    @Option(names = "--plugins", paramLabel = "DIR", description = "Folder of jars of your own.")
    private @org.jspecify.annotations.Nullable Path plugins;

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
      List<DataAnswer.Set> sets = new ArrayList<>();
      for (DataSetDescriptor set :
          PluginFolder.catalog(plugins, home(), err()).all(DataSetDescriptor.class)) {
        sets.add(
            new DataAnswer.Set(
                set.name(),
                set.summary(),
                set.shape(),
                set.classes(),
                set.trainExamples(),
                set.testExamples(),
                present(set)));
      }
      if (json) {
        printJson(new DataAnswer(sets));
        return ExitCode.OK;
      }
      Table table = new Table("NAME", "HERE", "TRAIN", "TEST", "CLASSES", "");
      for (DataAnswer.Set set : sets) {
        table.row(
            set.name(),
            set.present() ? "yes" : "no",
            Integer.toString(set.trainExamples()),
            Integer.toString(set.testExamples()),
            Integer.toString(set.classes()),
            set.summary());
      }
      table.print(out());
      return ExitCode.OK;
    }

    private boolean present(DataSetDescriptor descriptor) throws IOException {
      return !(descriptor instanceof DataSet set)
          || new DataFolder(home(), set, FetchProgress.NONE).present().isPresent();
    }
  }

  /** Imports files. */
  @Command(
      name = "import",
      description =
          "Take the files of a known data set from a folder of yours, plain or gzip; or make a data"
              + " set of a new name from a folder with train/CLASS and test/CLASS of PNG or JPEG"
              + " images, or from a .npz file with x_train, y_train, x_test and y_test.",
      footer = {
        "",
        "Examples:",
        "  espalier data import mnist ~/Downloads/mnist",
        "  espalier data import flowers ~/pictures/flowers",
        "  espalier data import spectra spectra.npz"
      })
  public static final class Import extends EspalierCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the data set.")
    private String name;

    @Parameters(index = "1", paramLabel = "SOURCE", description = "Folder or .npz file.")
    private Path source;

    @Override
    public Integer call() {
      try {
        if (Files.exists(source)) {
          PrivateFiles.folder(home());
        }
        Optional<DataSetDescriptor> known = Catalog.builtIn().find(DataSetDescriptor.class, name);
        if (known.isPresent()) {
          DataSet set = DataFiles.find(Catalog.builtIn(), name);
          List<LocalFile> files =
              new DataFolder(home(), set, FetchProgress.NONE).importFrom(source);
          print(this, files);
          printClasses(set, files);
        } else if (!Files.exists(source)) {
          throw new IOException(source + ": no such folder or file");
        } else {
          DataSet set = OwnSets.add(home(), name, source);
          List<LocalFile> files = new DataFolder(home(), set, FetchProgress.NONE).fetch();
          print(this, files);
          for (Path stray : OwnSets.leftOut(source)) {
            err().println("left out: " + stray);
          }
          printClasses(set, files);
        }
      } catch (IOException | IllegalArgumentException e) {
        throw CliException.usage(String.valueOf(e.getMessage()));
      }
      return ExitCode.OK;
    }

    /** The classes with their examples, read back: numbers that a person can check. */
    private void printClasses(DataSet set, List<LocalFile> files) throws IOException {
      Map<String, Path> paths =
          files.stream().collect(Collectors.toMap(LocalFile::name, LocalFile::path));
      int[] train = set.train(paths::get).countOfEachClass(set.classes());
      int[] test = set.test(paths::get).countOfEachClass(set.classes());
      Table table = new Table("CLASS", "NAME", "TRAIN", "TEST");
      for (int i = 0; i < set.classes(); i++) {
        String name = set.classNames().get(i);
        table.row(Integer.toString(i), name, Integer.toString(train[i]), Integer.toString(test[i]));
      }
      out().println();
      table.print(out());
      String shape = set.shape().stream().map(String::valueOf).collect(Collectors.joining(" x "));
      out()
          .printf(
              "%n%d examples to train, %d to test, %d classes, each %s%n",
              set.trainExamples(), set.testExamples(), set.classes(), shape);
    }
  }
}
