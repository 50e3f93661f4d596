import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.Ruler;

/**
 * Event Ruler on the events and patterns that bench_matching wrote. Prints the same JSON lines.
 * "rate FOLDER" measures; "answers FILE" reads lines of a pattern, a tab and an event, and prints
 * true, false or "invalid" for each.
 */
public final class RulerMatching {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("answers")) {
            answers(Path.of(arguments[1]));
            return;
        }
        Path folder = Path.of(arguments[1]);
        List<String> events = Files.readAllLines(folder.resolve("events.jsonl"));
        for (int count : new int[] {10, 1000, 10000}) {
            rate(folder, count, events);
        }
    }

    private static void rate(Path folder, int count, List<String> events) throws Exception {
        Machine machine = Machine.builder().build();
        int id = 0;
        for (String pattern : Files.readAllLines(folder.resolve("patterns-" + count + ".jsonl"))) {
            machine.addRule(String.valueOf(id++), pattern);
        }
        double best = 0;
        long matches = 0;
        // The first rounds are for the compiler of the virtual machine.
        for (int round = 0; round < 8; round++) {
            long begin = THREADS.getCurrentThreadCpuTime();
            matches = 0;
            for (String event : events) {
                matches += machine.rulesForJSONEvent(event).size();
            }
            double seconds = (THREADS.getCurrentThreadCpuTime() - begin) / 1e9;
            best = Math.max(best, events.size() / seconds);
        }
        System.out.printf(Locale.ROOT,
            "{\"benchmark\":\"matching\",\"what\":\"Event Ruler, %1$,d patterns\",\"value\":%2$.0f,"
            + "\"unit\":\"events/s\",\"comparedWith\":\"Saltern, %1$,d patterns\","
            + "\"note\":\"one thread of the Java machine; %3$,d matches in all\"}%n",
            count, best, matches);
    }

    private static void answers(Path file) throws IOException {
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split("\t", 2);
            try {
                System.out.println(Ruler.matchesRule(parts[1], parts[0]));
            } catch (Exception invalid) {
                System.out.println("invalid");
            }
        }
    }
}
