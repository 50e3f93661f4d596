#pragma once

namespace Saltern::Cli {

class LineWriter;

/// From now on print(), printError() and Qt's messages never wait for whoever reads them: for
/// commands with an engine inside, which is not to stand still because nobody looks. Lines that are
/// not read in time are left out and counted; `json` = as JSON on standard output.
LineWriter *printWithoutWaiting(bool json);

/// Before the program ends: gives what waits the time to be read, unless nobody reads. False when
/// standard output could not be written (a full disk), which has been said.
bool finishPrinting();

/// A descriptor that was closed when the program began would be given to the first file or socket
/// that it opens, and what is printed would go there. First of all in main().
void keepStandardStreams();

} // namespace Saltern::Cli
