#pragma once

#include "tests/integration/serverig.h"

#include <QFile>

#include <cstdio>

namespace Saltern {

/// The clock of a `saltern serve`, to be set while it runs; by libfaketime. What counts how long
/// something takes goes on as it does when a real clock is set.
class FakeClock
{
public:
    static bool isPossible() { return QFile::exists(library()); }

    explicit FakeClock(ServeRig &rig) : m_rig(rig)
    {
        const auto variable = [&rig](const char *name, const QString &value) {
            rig.environment().insert(QString::fromLatin1(name), value);
        };
        variable("LD_PRELOAD", library());
        variable("FAKETIME_TIMESTAMP_FILE", rig.path(QStringLiteral("clock")));
        variable("FAKETIME_NO_CACHE", QStringLiteral("1"));
        variable("FAKETIME_DONT_FAKE_MONOTONIC", QStringLiteral("1"));
        variable("FAKETIME_DONT_RESET", QStringLiteral("1"));
        set("+0");
    }

    /// Seconds beside the machine's own, like "-3600".
    void set(const QByteArray &offset) const
    {
        // In one step: the engine may look at any moment.
        QFile file(m_rig.path(QStringLiteral("clock.new")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(offset);
        file.close();
        QCOMPARE(std::rename(qPrintable(file.fileName()),
                             qPrintable(m_rig.path(QStringLiteral("clock")))),
                 0);
    }

private:
    static QString library()
    {
        return QStringLiteral("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");
    }

    ServeRig &m_rig;
};

} // namespace Saltern
