package io.espalier.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of a test's own on a free port of 127.0.0.1 and perhaps another address, with
 * the role and the database {@code espalier}; stopped and started as the test says, removed when it
 * is closed.
 */
public final class PostgresCluster implements AutoCloseable {
  private static final String SYSTEM_USER = "postgres";
  private static final String LOOPBACK = "127.0.0.1";
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

  private final Path programs;
  private final Path folder;
  private final String address;
  private final int port;

  private PostgresCluster(Path programs, Path folder, String address, int port) {
    this.programs = programs;
    this.folder = folder;
    this.address = address;
    this.port = port;
  }

  /**
   * Makes one and starts it; skips the test where no PostgreSQL is installed, or fails it where the
   * real parts are required.
   */
  public static PostgresCluster start() {
    return start(LOOPBACK);
  }

  /** As {@link #start()}, at another address too, for those on its network. */
  public static PostgresCluster start(String address) {
    Path programs =
        RealParts.need(
            programs().orElse(null), "no /usr/lib/postgresql/*/bin/initdb: install postgresql");
    try {
      Path folder = Files.createTempDirectory("espalier-postgres");
      PostgresCluster cluster = new PostgresCluster(programs, folder, address, freePort());
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      cluster.give(folder);
      cluster.run("initdb", "-D", cluster.data(), "-U", "espalier", "-A", "trust", "-N");
      cluster.admit("local all all trust\nhost all all samenet trust");
      cluster.restart();
      cluster.run(
          "createdb", "-h", LOOPBACK, "-p", "" + cluster.port, "-U", "espalier", "espalier");
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static Optional<Path> programs() {
    Path all = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(all)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(all)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  /** The server does not run as root, and wants its files to be its own. */
  private void give(Path file) throws IOException {
    if (ROOT) {
      Files.setOwner(
          file,
          FileSystems.getDefault()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName(SYSTEM_USER));
    }
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** JDBC URL of the database {@code espalier}, without a user. */
  public String url() {
    return "jdbc:postgresql://" + address + ":" + port + "/espalier";
  }

  /** Adds lines to postgresql.conf; they hold after the next start. */
  public void configure(String lines) {
    try {
      Path file = folder.resolve("data").resolve("postgresql.conf");
      Files.writeString(file, Files.readString(file) + "\n" + lines + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces pg_hba.conf, who may connect and how; holds after the next start. */
  public void admit(String lines) {
    try {
      Files.writeString(folder.resolve("data").resolve("pg_hba.conf"), lines + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a file beside the data that only the server may read. */
  public Path keep(String name, Path file) {
    try {
      Path kept = folder.resolve(name);
      Files.copy(file, kept);
      Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rw-------"));
      give(kept);
      return kept;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it as a power cut does: nothing is finished, nothing is said to clients. */
  public void stopAtOnce() {
    run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
  }

  /** Starts it, or stops it and starts it again. */
  public void restart() {
    run(
        "pg_ctl",
        "-D",
        data(),
        "-w",
        "-l",
        folder.resolve("data").resolve("log").toString(),
        "-o",
        "-k "
            + folder
            + " -h "
            + (address.equals(LOOPBACK) ? "" : LOOPBACK + ",")
            + address
            + " -p "
            + port,
        "restart",
        "-m",
        "fast");
  }

  private void run(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (ROOT) {
      command.addAll(List.of("runuser", "-u", SYSTEM_USER, "--"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    try {
      Path said = Files.createTempFile("espalier-" + program, ".txt");
      // A file: the server keeps the streams of who starts it open.
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      int code = process.waitFor();
      String text = Files.readString(said);
      Files.delete(said);
      if (code != 0) {
        throw new IllegalStateException(program + " failed: " + text + log());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String log() throws IOException {
    Path log = folder.resolve("data").resolve("log");
    return Files.exists(log) ? "\n" + Files.readString(log) : "";
  }

  @Override
  public void close() {
    try {
      if (Files.exists(folder.resolve("data").resolve("postmaster.pid"))) {
        stopAtOnce();
      }
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
