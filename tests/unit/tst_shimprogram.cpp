#include "engine/base/installation.h"
#include "engine/functions/shimprogram.h"

#include <QFile>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

// The head of a program: magic, 64 bits, little endian, and its machine.
QByteArray elf(quint16 machine, char bits = 2, char order = 1)
{
    QByteArray head(64, '\0');
    head.replace(0,
                 4,
                 "\x7f"
                 "ELF");
    head[4] = bits;
    head[5] = order;
    head[18] = char(machine & 0xff);
    head[19] = char(machine >> 8);
    return head;
}

} // namespace

/// Which helper program goes to which machine.
class TestShimProgram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void machinesOfPrograms_data();
    void machinesOfPrograms();
    void ownMachine();
    void arm64();
    void otherMachines();
};

void TestShimProgram::machinesOfPrograms_data()
{
    QTest::addColumn<QByteArray>("program");
    QTest::addColumn<QString>("architecture");
    QTest::newRow("x86-64") << elf(62) << u"amd64"_s;
    QTest::newRow("AArch64") << elf(183) << u"arm64"_s;
    QTest::newRow("RISC-V") << elf(243) << QString();
    QTest::newRow("32 bits") << elf(62, 1) << QString();
    QTest::newRow("big endian") << elf(183, 2, 2) << QString();
    QTest::newRow("cut off") << elf(62).left(30) << QString();
    QTest::newRow("a script") << QByteArray("#!/bin/sh\n").leftJustified(80, ' ') << QString();
    QTest::newRow("nothing") << QByteArray() << QString();
}

void TestShimProgram::machinesOfPrograms()
{
    QFETCH(QByteArray, program);
    QTEST(elfArchitecture(program), "architecture");
}

void TestShimProgram::ownMachine()
{
    const auto shim = ShimProgram::load();
    QVERIFY2(shim, shim ? "" : qPrintable(shim.error().toString()));
    QCOMPARE(elfArchitecture(shim->content), ShimProgram::ownArchitecture());
    QFile program(QCoreApplication::applicationFilePath());
    QVERIFY(program.open(QIODevice::ReadOnly));
    QCOMPARE(elfArchitecture(program.read(64)), ShimProgram::ownArchitecture());
}

void TestShimProgram::arm64()
{
    const auto shim = ShimProgram::load(u"arm64"_s);
    if (ShimProgram::ownArchitecture() == u"arm64"_s || findProgram(u"saltern-shim-arm64"_s)) {
        QVERIFY2(shim, shim ? "" : qPrintable(shim.error().toString()));
        QCOMPARE(elfArchitecture(shim->content), u"arm64"_s);
        return;
    }
    QVERIFY(!shim);
    QCOMPARE(shim.error().kind, ErrorKind::Unsupported);
    QVERIFY2(shim.error().remedy.contains(u"aarch64-linux-gnu-gcc"_s),
             qPrintable(shim.error().toString()));
}

void TestShimProgram::otherMachines()
{
    const auto shim = ShimProgram::load(u"s390x"_s);
    QVERIFY(!shim);
    QCOMPARE(shim.error().kind, ErrorKind::Unsupported);
    QCOMPARE(shim.error().message, u"This Saltern has no helper program for s390x machines."_s);
    QVERIFY2(shim.error().remedy.contains(ShimProgram::ownArchitecture()),
             qPrintable(shim.error().remedy));
}

QTEST_GUILESS_MAIN(TestShimProgram)
#include "tst_shimprogram.moc"
