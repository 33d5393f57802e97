package io.espalier.cli.doctor;

import io.espalier.experiment.read.ExperimentException;
import io.espalier.service.answer.DoctorAnswer.Finding;
import io.espalier.store.check.DatabaseReport;
import io.espalier.store.failure.StoreRefusedException;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.open.Stores;
import io.espalier.store.place.DatabaseAddress;
import io.espalier.store.text.HumanFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What {@code doctor} says of the database of a shared store. */
final class DatabaseFindings {
  private static final String ABOUT = "database";

  /** Buckets refuse requests that are a quarter of an hour off. */
  private static final Duration NOT_MUCH = Duration.ofSeconds(30);

  private DatabaseFindings() {}

  /**
   * Looks at it.
   *
   * @param address may fail where the password is not where it should be
   */
  static List<Finding> of(Supplier<DatabaseAddress> address) {
    try {
      DatabaseAddress found = address.get();
      return of(found.name(), Stores.look(found));
    } catch (ExperimentException e) {
      return List.of(
          Finding.bad(
              ABOUT,
              String.valueOf(e.getMessage()),
              "put the secret there, or name another place"));
    } catch (StoreUnavailableException e) {
      return List.of(
          Finding.bad(
              ABOUT,
              String.valueOf(e.getMessage()),
              "start it, or put its host and port right in the environment file"));
    } catch (StoreRefusedException e) {
      return List.of(
          Finding.bad(
              ABOUT,
              String.valueOf(e.getMessage()),
              "put url, user, password and tls right in the environment file; pg_hba.conf of the"
                  + " server says who is let in"));
    }
  }

  static List<Finding> of(String name, DatabaseReport there) {
    List<Finding> findings = new ArrayList<>();
    String found = name + ", PostgreSQL " + there.server() + ", as " + there.user();
    boolean overheard =
        !there.encrypted() && !name.matches("postgresql://(127\\.|localhost[:/]).*");
    findings.add(
        overheard
            ? Finding.note(
                ABOUT,
                found + ", not encrypted",
                "add tls to the environment file where others use the network")
            : Finding.ok(ABOUT, found + (there.encrypted() ? ", encrypted" : "")));
    findings.add(tables(there));
    findings.add(rights(there));
    findings.add(clock(there.clockAhead()));
    return findings;
  }

  private static Finding tables(DatabaseReport there) {
    if (there.version() < 0) {
      return there.mayMake()
          ? Finding.note("tables", "none yet", "the first worker or run makes them")
          : Finding.bad("tables", "none yet, and this role may make none", mayMake(there));
    }
    String found = "of version " + there.version() + ", this program needs " + there.latest();
    if (!there.mayRead() || there.version() == there.latest()) {
      return Finding.ok(
          "tables", there.mayRead() ? "of version " + there.version() : "there, version unknown");
    }
    if (there.version() > there.latest()) {
      return Finding.bad("tables", found, "use the newer program that made them");
    }
    return there.mayMake()
        ? Finding.note("tables", found, "the next command that writes migrates them")
        : Finding.bad("tables", found, mayMake(there));
  }

  private static String mayMake(DatabaseReport there) {
    return "as the owner of the database: GRANT CREATE ON SCHEMA public TO " + there.user();
  }

  private static Finding rights(DatabaseReport there) {
    if (there.version() < 0) {
      return there.mayMake()
          ? Finding.ok("rights", "may make tables")
          : Finding.note("rights", "may make no tables", null);
    }
    if (there.mayWrite()) {
      return Finding.ok("rights", "may read and write");
    }
    return there.mayRead()
        ? Finding.note(
            "rights",
            "may read, not write: list, show and query work, run and worker do not",
            "use a role that owns the tables where something is to be run")
        : Finding.bad(
            "rights",
            "may not read the tables",
            "use a role that owns them, or GRANT SELECT ON ALL TABLES IN SCHEMA public TO "
                + there.user());
  }

  private static Finding clock(Duration ahead) {
    boolean much = ahead.abs().compareTo(NOT_MUCH) > 0;
    String found =
        "the database's is "
            + (ahead.abs().toMillis() < 1000
                ? ahead.abs().toMillis() + " ms"
                : HumanFormat.duration(ahead.abs()))
            + (ahead.isNegative() ? " behind" : " ahead of")
            + " this machine's";
    return much
        ? Finding.slow(
            "clock",
            found,
            "set both by NTP: leases go by the database's, but logs mislead, and buckets and"
                + " certificates are refused where a clock is far off")
        : Finding.ok("clock", found);
  }
}
