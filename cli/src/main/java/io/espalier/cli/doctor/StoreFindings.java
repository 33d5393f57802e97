package io.espalier.cli.doctor;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.cli.access.StoreAccess;
import io.espalier.data.DataSet;
import io.espalier.data.fetch.DataFolder;
import io.espalier.data.fetch.FetchProgress;
import io.espalier.service.answer.DoctorAnswer.Finding;
import io.espalier.service.answer.ListAnswer;
import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.run.StatusQuery;
import io.espalier.store.failure.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code doctor} says of the store and the data. */
final class StoreFindings {
  private StoreFindings() {}

  static List<Finding> data(Path home, Catalog catalog) {
    List<Finding> findings = new ArrayList<>();
    for (DataSetDescriptor descriptor : catalog.all(DataSetDescriptor.class)) {
      if (descriptor instanceof DataSet set && !set.files().isEmpty()) {
        findings.add(data(home, set));
      }
    }
    return findings;
  }

  static Finding store(StoreAccess store, boolean shared) {
    String name = store.name();
    try {
      StatusAnswer status =
          store.ifAny(source -> source.ask(StatusQuery.QUERY, Arguments.NONE)).orElse(null);
      if (status == null) {
        return Finding.note("store", "none yet in " + name, null);
      }
      ListAnswer.Run run = status.run();
      String latest =
          run == null ? "no run yet" : "latest run " + run.runId() + " is " + run.state().id();
      String all = name + ", " + (shared ? workers(status) : owner(status)) + ", " + latest;
      return run != null && "interrupted".equals(run.reason())
          ? Finding.note(
              "store", all + " (interrupted)", "go on with `espalier resume " + run.runId() + "`")
          : Finding.ok("store", all);
    } catch (StoreUnavailableException e) {
      return Finding.bad(
          "store",
          String.valueOf(e.getMessage()),
          "make room where the disk is full; where the file is damaged, put a copy of the folder in"
              + " its place or begin another with --home DIR");
    } catch (RuntimeException e) {
      return Finding.bad("store", name + ": " + e.getMessage(), "run `espalier fsck`");
    }
  }

  private static String owner(StatusAnswer status) {
    StatusAnswer.Owner owner = status.owner();
    return owner == null
        ? "no owner"
        : "owned by process " + owner.pid() + " (" + owner.command() + ")";
  }

  private static String workers(StatusAnswer status) {
    long alive = status.workers().stream().filter(StatusAnswer.Worker::alive).count();
    return alive == 1 ? "1 worker alive" : alive + " workers alive";
  }

  private static Finding data(Path home, DataSet set) {
    String about = "data " + set.name();
    try {
      DataFolder folder = new DataFolder(home, set, FetchProgress.NONE);
      return folder.present().isPresent()
          ? Finding.ok(about, "here, digests checked")
          : Finding.note(
              about,
              "not here",
              set.sources().isEmpty()
                  ? "`espalier data import " + set.name() + " DIR`"
                  : "`espalier data fetch " + set.name() + "` (a run does it by itself)");
    } catch (IOException e) {
      return Finding.bad(
          about, String.valueOf(e.getMessage()), "`espalier data fetch " + set.name() + "`");
    }
  }
}
