package io.espalier.cli.owner;

import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.order.Order;
import io.espalier.service.query.Find;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreBusyException;
import io.espalier.store.open.Stores;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Commands that write: they ask the owner where one is alive, and own the store for a moment. */
public final class Writer {
  private final Path home;
  private final String command;
  private final Consumer<String> mended;

  /**
   * A writer to the store in this folder.
   *
   * @param command what this process does, shown to others
   * @param mended is told what had to be mended when the store was opened
   */
  public Writer(Path home, String command, Consumer<String> mended) {
    this.home = home;
    this.command = command;
    this.mended = mended;
  }

  /**
   * Carries out an order.
   *
   * @param elsewhere is told of the owner, where one is asked, before it answers
   */
  public <T> T carryOut(Order<T> order, Consumer<OwnerInfo> elsewhere) {
    return carryOut(order, elsewhere, this::own);
  }

  /** As {@link #carryOut}, for an order that marks what it finds where the store can be written. */
  public <T> T carryOutOrRead(Order<T> order, Consumer<OwnerInfo> elsewhere) {
    return carryOut(order, elsewhere, this::ownOrRead);
  }

  private <T> T carryOut(Order<T> order, Consumer<OwnerInfo> elsewhere, Supplier<Store> idle) {
    Optional<OwnerClient> owner = OwnerClient.find(home);
    if (owner.isPresent()) {
      elsewhere.accept(owner.get().info());
      return owner.get().carryOut(order);
    }
    try (Store store = idle.get()) {
      return order.carryOut(home, store);
    }
  }

  /** A full disk and a store of other people keep one from marking, not from looking. */
  private Store ownOrRead() {
    try {
      return own();
    } catch (CliException refused) {
      throw refused;
    } catch (RuntimeException cannotWrite) {
      try {
        return Stores.readOnly(home);
      } catch (RuntimeException cannotRead) {
        cannotWrite.addSuppressed(cannotRead);
        throw cannotWrite;
      }
    }
  }

  /**
   * Cancels a run, unless it has something to tear down and no process walks it.
   *
   * @throws CliException when the run has ended already
   */
  public Cancelling.Answer cancel(@Nullable String run) {
    Optional<OwnerClient> owner = OwnerClient.find(home);
    if (owner.isPresent()) {
      return new Cancelling.Answer(owner.get().cancel(run), List.of());
    }
    try (Store store = own()) {
      return Cancelling.cancelled(store, Find.run(store, run));
    }
  }

  /**
   * Does what no owner can be asked for.
   *
   * @throws CliException when another process owns the store
   */
  public <T> T own(Function<Store, T> work) {
    if (OwnerClient.find(home).isPresent()) {
      throw refuse(home, new StoreBusyException("owned"));
    }
    try (Store store = own()) {
      return work.apply(store);
    }
  }

  private Store own() {
    Reader.requireStore(home);
    try {
      Store store = Stores.own(home, command);
      store.notices().forEach(mended);
      return store;
    } catch (StoreBusyException busy) {
      throw refuse(home, busy);
    }
  }

  /** The error where another process owns the store. */
  public static CliException refuse(Path home, StoreBusyException busy) {
    return OwnerClient.find(home)
        .map(
            owner ->
                new CliException(
                    ExitCode.STORE_BUSY,
                    "the store in "
                        + home
                        + " is owned by "
                        + owner.info().describe()
                        + ": wait for it, stop it with `espalier cancel`, or use another store"
                        + " with --home DIR"))
        .orElseGet(() -> Reader.noAnswer(home, busy));
  }
}
