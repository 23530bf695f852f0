@echo off
rem The one command of Strata, for Windows: the same steps as the script `strata` beside it, which says why.
rem Written with care and not yet proven on a Windows machine; reports are welcome.
setlocal EnableExtensions DisableDelayedExpansion

set "ROOT=%~dp0"
set "ROOT=%ROOT:~0,-1%"
set "STATE=%ROOT%\.strata"

rem A packed copy, which `strata dist` makes: Java is in runtime\, the build in lib\.
if exist "%ROOT%\runtime\release" if exist "%ROOT%\lib\cli" goto :packed
call :find_jdk
if not defined FOUND_HOME (
    echo strata: no JDK 21 or newer in JAVA_HOME, on the PATH or under Program Files. Install one, for instance with: winget install EclipseAdoptium.Temurin.21.JDK 1>&2
    exit /b 3
)

call :is_stale
if errorlevel 1 (
    call :build
    if errorlevel 1 exit /b 1
)

set /p LIB=<"%STATE%\current"
set "LIB=%STATE%\lib\%LIB%"
goto :run
:packed
set "LIB=%ROOT%\lib"
for /f "tokens=2 delims==." %%V in ('findstr /b "JAVA_VERSION=" "%ROOT%\runtime\release"') do set "FOUND_MAJOR=%%~V"
set "FOUND_MAJOR=%FOUND_MAJOR:"=%"
set "FOUND_HOME=%ROOT%\runtime"
call :jdk_found
:run
set "ARCHIVE=-Xshare:auto"
set "QUIET="
if exist "%LIB%\strata.jsa" set "ARCHIVE=-XX:SharedArchiveFile=%LIB%\strata.jsa"
if exist "%LIB%\strata.jsa" set "QUIET=-Xlog:cds=off"
if exist "%LIB%\strata.aot" set "ARCHIVE=-XX:AOTCache=%LIB%\strata.aot"
if exist "%LIB%\strata.aot" set "QUIET=-Xlog:aot=off"

call :choose_classpath %1
rem JVM flags: keep them as in choose_flags of the script `strata`.
set "FLAGS=-XX:+UseSerialGC -Xms16m -Xmx256m -XX:TieredStopAtLevel=1"
if "%~1"=="up" set "FLAGS=%SERVER_FLAGS%"
if "%~1"=="node" set "FLAGS=%SERVER_FLAGS%"
if "%~1"=="sim" set "FLAGS=-XX:+UseSerialGC -Xmx1g"
"%FOUND_HOME%\bin\java.exe" "%ARCHIVE%" %QUIET% %COMMON_FLAGS% %FLAGS% %STRATA_JVM_OPTS% "-Dstrata.root=%ROOT%" "-Dstrata.lib=%LIB%" -cp "%CLASSPATH_USED%" strata.cli.Main %*
exit /b %ERRORLEVEL%

rem Adds the jars of grading\, but not for our own commands, which start sooner without them.
:choose_classpath
set "CLASSPATH_USED=%LIB%\cli\*"
if not exist "%LIB%\grading" exit /b 0
for %%C in (up node test status down hint predict progress doctor play capstone submit sim inspect bench check docs dist) do if "%~1"=="%%C" exit /b 0
set "CLASSPATH_USED=%LIB%\cli\*;%LIB%\grading\*"
exit /b 0

rem ---------------------------------------------------------------------------------------------------------
rem Sets FOUND_HOME and FOUND_MAJOR: JAVA_HOME if it will do, else the java on the PATH, else the newest found.
:find_jdk
set "FOUND_HOME="
set "FOUND_MAJOR=20"
if defined JAVA_HOME call :try_jdk "%JAVA_HOME%"
if defined FOUND_HOME goto :jdk_found
for /f "delims=" %%J in ('where java 2^>nul') do if not defined FOUND_HOME call :try_jdk "%%~dpJ.."
if defined FOUND_HOME goto :jdk_found
for /d %%D in (
    "%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\jdk*"
    "%ProgramFiles%\Zulu\*" "%ProgramFiles%\Amazon Corretto\*" "%ProgramFiles%\BellSoft\*"
    "%USERPROFILE%\.jdks\*" "%USERPROFILE%\scoop\apps\openjdk*" "%USERPROFILE%\.sdkman\candidates\java\*"
) do call :try_jdk "%%~D"
:jdk_found
set "COMMON_FLAGS=-XX:-UsePerfData -Dfile.encoding=UTF-8"
if %FOUND_MAJOR% GEQ 23 set "COMMON_FLAGS=%COMMON_FLAGS% --sun-misc-unsafe-memory-access=allow"
if %FOUND_MAJOR% GEQ 24 set "COMMON_FLAGS=%COMMON_FLAGS% --enable-native-access=ALL-UNNAMED"
set "SERVER_FLAGS=-XX:+UseSerialGC -Xms32m -Xmx384m -XX:MaxDirectMemorySize=768m -XX:+ExitOnOutOfMemoryError -XX:Tier4InvocationThreshold=40000 -XX:Tier4MinInvocationThreshold=4000 -XX:Tier4CompileThreshold=100000 -XX:Tier4BackEdgeThreshold=400000"
exit /b 0

rem Takes the JDK at %1 if it is newer than what we have.
:try_jdk
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "TRIED="
for /f "tokens=2 delims==." %%V in ('findstr /b "JAVA_VERSION=" "%~1\release"') do set "TRIED=%%~V"
if not defined TRIED exit /b 0
set "TRIED=%TRIED:"=%"
if %TRIED% GTR %FOUND_MAJOR% (
    set "FOUND_MAJOR=%TRIED%"
    set "FOUND_HOME=%~f1"
)
exit /b 0

rem Errorlevel 1 if there is no build, or something that it was made of is newer.
:is_stale
if not exist "%STATE%\current" exit /b 1
powershell -NoProfile -ExecutionPolicy Bypass -Command "$s=(Get-Item '%STATE%\current').LastWriteTimeUtc; $f=@(Get-Item '%ROOT%\pom.xml','%ROOT%\strata.cmd') + @(Get-ChildItem '%ROOT%\reference','%ROOT%\docs\examples','%ROOT%\grading','%ROOT%\released' -Recurse -ErrorAction SilentlyContinue | Where-Object { $_.FullName -match '\\src\\main' -or $_.Name -eq 'pom.xml' -or $_.Extension -eq '.jar' -and $_.FullName -match '\\released\\' }); if ($f | Where-Object { $_.LastWriteTimeUtc -gt $s } | Select-Object -First 1) { exit 1 } else { exit 0 }"
exit /b %ERRORLEVEL%

:build
echo strata: building ... 1>&2
if not exist "%STATE%\lib" mkdir "%STATE%\lib"
set "ID=%RANDOM%%RANDOM%%RANDOM%"
rem The time of the build is the time before it: what is saved while it runs is stale afterwards.
>"%STATE%\current.new" echo %ID%
for %%M in (cli apps lessons) do if exist "%ROOT%\reference\%%M\target\quick\lib" rmdir /s /q "%ROOT%\reference\%%M\target\quick\lib"
rem The rooms of grading that add commands to ours; a handout has none of them.
set "MODULES=reference/cli,reference/apps,reference/lessons"
if exist "%ROOT%\grading\skeleton\pom.xml" set "MODULES=%MODULES%,grading/skeleton"
if exist "%ROOT%\grading\autograder\pom.xml" set "MODULES=%MODULES%,grading/autograder"
if exist "%ROOT%\grading\similarity\pom.xml" set "MODULES=%MODULES%,grading/similarity"
set "CALLERS_JAVA_HOME=%JAVA_HOME%"
set "JAVA_HOME=%FOUND_HOME%"
pushd "%ROOT%"
call mvnw.cmd -B -ntp -Dquick -Dmaven.test.skip=true -pl %MODULES% -am package >"%STATE%\build.log" 2>&1
set "BUILT=%ERRORLEVEL%"
popd
set "JAVA_HOME=%CALLERS_JAVA_HOME%"
if "%BUILT%"=="0" goto :built
findstr /b /l /c:"[ERROR]" "%STATE%\build.log" 1>&2
echo strata: Strata does not build; all that Maven said is in "%STATE%\build.log" 1>&2
exit /b 1
:built
set "NEW=%STATE%\lib\%ID%"
for %%M in (cli apps lessons) do (
    mkdir "%NEW%\%%M"
    copy /y "%ROOT%\reference\%%M\target\quick\lib\*.jar" "%NEW%\%%M" >nul
    copy /y "%ROOT%\reference\%%M\target\quick\*.jar" "%NEW%\%%M" >nul
    >"%NEW%\%%M.classpath" echo %NEW%\%%M\*
)
if exist "%ROOT%\released\*.jar" copy /y "%ROOT%\released\*.jar" "%NEW%\cli" >nul
if exist "%ROOT%\grading\skeleton\pom.xml" call :take_room skeleton
if exist "%ROOT%\grading\autograder\pom.xml" call :take_room autograder
mkdir "%NEW%\layers"
if exist "%ROOT%\released\*.jar" copy /y "%ROOT%\released\*.jar" "%NEW%\layers" >nul
for /d %%L in ("%ROOT%\reference\0*") do if exist "%%~L\target\quick\reference-*.jar" copy /y "%%~L\target\quick\reference-*.jar" "%NEW%\layers\%%~nxL.jar" >nul
if exist "%ROOT%\grading\similarity\pom.xml" call :take_similarity
set "TRAINING=-XX:ArchiveClassesAtExit=%NEW%\strata.jsa"
if %FOUND_MAJOR% GEQ 25 set "TRAINING=-XX:AOTCacheOutput=%NEW%\strata.aot"
"%FOUND_HOME%\bin\java.exe" "%TRAINING%" %COMMON_FLAGS% %SERVER_FLAGS% "-Dstrata.root=%ROOT%" "-Dstrata.lib=%NEW%" -cp "%NEW%\cli\*" strata.cli.Main warm-up >"%STATE%\warm-up.log" 2>&1
if errorlevel 1 echo strata: the start-up archive could not be made (starts will take longer); see %STATE%\warm-up.log 1>&2
rem The tests of a lab: what the command line needs to start their program, and its archive.
set "TRAINING=-XX:ArchiveClassesAtExit=%NEW%\lessons.jsa"
if %FOUND_MAJOR% GEQ 25 set "TRAINING=-XX:AOTCacheOutput=%NEW%\lessons.aot"
set "TEST_FLAGS=-XX:+UseSerialGC -Xms128m -Xmx512m -XX:TieredStopAtLevel=1"
"%FOUND_HOME%\bin\java.exe" "%TRAINING%" %COMMON_FLAGS% %TEST_FLAGS% "-Dstrata.root=%ROOT%" "-Dstrata.lib=%NEW%" -cp "%NEW%\lessons\*" strata.lessons.run.TestMain 1 --warm-up >"%STATE%\warm-up.log" 2>&1
>"%NEW%\lessons.flags" echo %COMMON_FLAGS% %TEST_FLAGS%
if exist "%NEW%\lessons.jsa" >>"%NEW%\lessons.flags" (echo -Xlog:cds=off& echo -XX:SharedArchiveFile=%NEW%\lessons.jsa)
if exist "%NEW%\lessons.aot" >>"%NEW%\lessons.flags" (echo -Xlog:aot=off& echo -XX:AOTCache=%NEW%\lessons.aot)
move /y "%STATE%\current.new" "%STATE%\current" >nul
exit /b 0

rem Takes the jars of the room %1 of grading.
:take_room
if not exist "%NEW%\grading" mkdir "%NEW%\grading"
copy /y "%ROOT%\grading\%~1\target\quick\lib\*.jar" "%NEW%\grading" >nul
copy /y "%ROOT%\grading\%~1\target\quick\*.jar" "%NEW%\grading" >nul
exit /b 0

rem A program of its own: what it brings must not meet ours.
:take_similarity
mkdir "%NEW%\similarity"
copy /y "%ROOT%\grading\similarity\target\quick\lib\*.jar" "%NEW%\similarity" >nul
copy /y "%ROOT%\grading\similarity\target\quick\*.jar" "%NEW%\similarity" >nul
>"%NEW%\similarity.classpath" echo %NEW%\similarity\*
exit /b 0
