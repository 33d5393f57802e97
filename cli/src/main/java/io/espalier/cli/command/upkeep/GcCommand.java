package io.espalier.cli.command.upkeep;

import io.espalier.cli.command.EspalierCommand;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.home.SecondCopies;
import io.espalier.cli.text.Table;
import io.espalier.service.answer.GcAnswer;
import io.espalier.service.answer.GcAnswer.Item;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.View;
import io.espalier.service.query.check.GcQuery;
import io.espalier.store.open.Stores;
import io.espalier.store.text.HumanFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what nothing needs, and removes it. */
@Command(
    name = "gc",
    description = "Show what the store holds although nothing needs it; remove it with --delete.",
    footer = {
      "",
      "Kept is what a step, the checkpoints of an unfinished step, a run, its plan, a log or a pin "
          + "names. The rest goes: artifacts that nothing refers to, orphans and unfinished files of "
          + "killed processes, and second copies of data files that are stored too. "
          + "Checkpoints of running trainings go by themselves.",
      "",
      "While a run is under way its process answers without --delete; with it, wait for the run.",
      "",
      "Examples:",
      "  espalier gc",
      "  espalier gc --delete",
      "  espalier gc --json"
    })
public final class GcCommand extends EspalierCommand {
  @Option(names = "--delete", description = "Remove it.")
  private boolean delete;

  @Option(names = "--dry-run", description = "Change nothing (the default).")
  private boolean dryRun;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (delete && dryRun) {
      throw CliException.usage("gc: --delete or --dry-run, not both");
    }
    GcAnswer answer = delete ? deleted() : store().ask(GcQuery.QUERY, Arguments.NONE);
    if (json) {
      printJson(answer);
    } else {
      print(answer);
    }
    return ExitCode.OK;
  }

  private GcAnswer deleted() {
    return store().own(this::collected);
  }

  private GcAnswer collected(View view) {
    long before = view.site().usedBytes();
    SecondCopies copies = SecondCopies.in(home(), view.store());
    List<Item> items =
        Stream.concat(GcQuery.items(Stores.collect(view.store())).stream(), copies.items().stream())
            .toList();
    copies.share();
    return new GcAnswer(true, items, before, view.site().usedBytes());
  }

  private void print(GcAnswer answer) {
    Map<String, List<Item>> groups =
        answer.items().stream()
            .collect(
                Collectors.groupingBy(
                    item -> item.why() + " " + item.kind(), TreeMap::new, Collectors.toList()));
    if (!groups.isEmpty()) {
      Table table = new Table("WHAT", "WHY", "FILES", "SIZE");
      for (List<Item> group : groups.values()) {
        table.row(
            group.get(0).kind(),
            group.get(0).why(),
            Integer.toString(group.size()),
            HumanFormat.bytes(group.stream().mapToLong(Item::bytes).sum()));
      }
      table.print(out());
    }
    String name = store().name();
    String before = HumanFormat.bytes(answer.homeBytes());
    String after = HumanFormat.bytes(answer.homeBytesAfter());
    out()
        .println(
            answer.deleted()
                ? name + ": " + before + " before, " + after + " now"
                : groups.isEmpty()
                    ? name + ": " + before + ", and everything is needed"
                    : name + ": " + before + " now, " + after + " after `espalier gc --delete`");
  }
}
