package io.espalier.cli.home;

import io.espalier.service.answer.GcAnswer;
import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.query.Live;
import io.espalier.service.query.Site;
import io.espalier.service.query.View;
import io.espalier.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store in a folder of this machine. Thread-safe. */
public final class HomeSite implements Site {
  private final Path home;
  private final Store store;

  private HomeSite(Path home, Store store) {
    this.home = home;
    this.store = store;
  }

  /** A view of a store without an owner. */
  public static View idle(Path home, Store store) {
    return view(home, store, null, Live.NONE);
  }

  /** A view of a store in a folder. */
  public static View view(Path home, Store store, StatusAnswer.@Nullable Owner owner, Live live) {
    return new View(new HomeSite(home, store), store, owner, live);
  }

  @Override
  public String name() {
    return home.toString();
  }

  @Override
  public String disk() {
    return "the disk of " + home;
  }

  @Override
  public @Nullable Long freeBytes() {
    try {
      return Files.getFileStore(home).getUsableSpace();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public long usedBytes() {
    return HomeSize.bytes(home);
  }

  @Override
  public List<GcAnswer.Item> secondCopies() {
    return SecondCopies.in(home, store).items();
  }

  @Override
  public String file(String sha256) {
    return store.artifacts().path(sha256).toString();
  }

  @Override
  public @Nullable String openLog(String stepKey, long fence) {
    // Until the attempt ends, or the next owner tidies up after a kill, its log is a plain file.
    Path file = store.steps().logFile(stepKey, fence);
    return Files.exists(file) ? file.toString() : null;
  }
}
