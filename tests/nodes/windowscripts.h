#pragma once

/// What windows decide, as rows of a test: `settings`, a `script` of what happens, and what is
/// `told`. A line of a script: "12 a" = an event of key a at second 12; "12 a@5" = it happened at
/// second 5; "12 -" = nothing; "12 !a" = the one that is expected. What time completed begins with
/// a star and its second.
void addWindowScripts();
