#pragma once

#include <QProcess>
#include <QTest>

#include <functional>

namespace Saltern::Test {

/// Starts a program `kills` times and kills it as soon as enough(kill) says so, or finds it ended;
/// then lets it end by itself. False when it does not get that far, or does not end with 0.
inline bool killAgainAndAgain(const QString &program,
                              const QStringList &arguments,
                              int kills,
                              const std::function<bool(int kill)> &enough)
{
    for (int kill = 1; kill <= kills; ++kill) {
        QProcess engine;
        engine.start(program, arguments);
        if (!engine.waitForStarted())
            return false;
        const auto isTime = [&] { return enough(kill) || engine.state() == QProcess::NotRunning; };
        if (!QTest::qWaitFor(isTime, 60'000))
            return false;
        engine.kill();
        if (engine.state() != QProcess::NotRunning && !engine.waitForFinished())
            return false;
    }
    QProcess last;
    last.setProcessChannelMode(QProcess::ForwardedChannels);
    last.start(program, arguments);
    return last.waitForFinished(60'000) && last.exitStatus() == QProcess::NormalExit &&
           last.exitCode() == 0;
}

} // namespace Saltern::Test
